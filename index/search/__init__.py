"""Search by vectors and by words, and fuse both rankings."""
