"""Issues on paper: one as a sheet to hand on, a view of the list as a table for a meeting."""
