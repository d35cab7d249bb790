"""Tags of pages about plans."""
