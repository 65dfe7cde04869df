"""What we answer: one engine, and the doors to it."""

__version__ = "0.2.0"
"""The one place that has it; nothing heavy is imported here, so pyproject.toml can read it."""
