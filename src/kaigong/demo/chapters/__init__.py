"""The demo's story in chapters; each tells its days in order, and they are told in order."""
