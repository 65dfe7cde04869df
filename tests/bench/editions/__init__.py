"""The measure of editions."""
