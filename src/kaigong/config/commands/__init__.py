"""Commands of the installation itself; a slice's own stand in its `commands.py`."""
