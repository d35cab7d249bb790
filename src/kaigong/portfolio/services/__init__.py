"""What a person can do to the ledger: one module a subject."""
