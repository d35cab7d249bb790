"""JSON for the ledger's grid: its columns, windows of rows, outline, saved views, and edits."""
