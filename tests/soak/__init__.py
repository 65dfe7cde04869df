"""Long proofs of what Pincite promises of its index and its readers: ``python -m tests.soak``."""
