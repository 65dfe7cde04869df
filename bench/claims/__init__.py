"""Measure claims: how they are found, and the verdicts on them."""
