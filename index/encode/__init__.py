"""Encode text as unit vectors, and export the encoder."""
