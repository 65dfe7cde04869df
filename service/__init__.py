"""What we answer: one engine, and the doors to it."""
