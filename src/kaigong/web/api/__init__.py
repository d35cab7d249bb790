"""What all routers of the public API share: the door, its troubles, paging, acts done once."""
