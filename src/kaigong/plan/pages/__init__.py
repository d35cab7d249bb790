"""What the pages of plans show: no requests, no HTML."""
