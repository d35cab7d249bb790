"""Pages of people: the administrator's, and each person's own door."""
