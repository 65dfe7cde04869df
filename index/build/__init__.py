"""Build an index: read, split, encode, verify and publish."""
