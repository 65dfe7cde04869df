"""Lay a report out for reading, and find words in it."""
