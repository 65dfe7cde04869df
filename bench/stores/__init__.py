"""Compare the answers of two stores that hold the same index."""
