"""Measure how the changes between two editions of a report are named."""
