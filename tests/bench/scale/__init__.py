"""The measure of growth."""
