"""Lay out a report for reading, and find words in it."""
