"""What pages show, one module a noun."""
