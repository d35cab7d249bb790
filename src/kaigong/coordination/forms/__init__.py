"""What may be typed, one module a noun."""
