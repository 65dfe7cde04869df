"""Measure how the pages of a document are set, and order their lines."""
