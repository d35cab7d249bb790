"""What the pages of a project show, put together from rows: pure reading, no requests, no HTML."""
