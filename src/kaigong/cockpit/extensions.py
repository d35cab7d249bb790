"""What the cockpit shows on pages below it."""
