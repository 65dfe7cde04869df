"""The HTTP server: connections, admission and shutdown."""
