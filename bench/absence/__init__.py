"""Measure certificates of absence."""
