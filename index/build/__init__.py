"""Build an index: read and split reports, encode sentences, verify and publish."""
