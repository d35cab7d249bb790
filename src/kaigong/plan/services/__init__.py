"""What a person can do to a plan: one module a noun."""
