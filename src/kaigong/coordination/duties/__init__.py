"""The duties that coordination gives, one module a noun."""
