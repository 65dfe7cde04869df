"""What is near: passages, their words and their vectors, in immutable generations."""
