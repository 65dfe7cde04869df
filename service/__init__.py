"""Answer questions from reports, and every way to get the answers."""

__version__ = "0.2.0"
"""The version stands here alone; pyproject.toml reads it."""
