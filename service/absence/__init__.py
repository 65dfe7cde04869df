"""Certify that reports do not hold words, or do not answer a question."""
