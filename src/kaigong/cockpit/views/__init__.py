"""The pages of the cockpit, one module each."""
