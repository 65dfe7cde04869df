"""Decode text, lay it out, split it into sentences and make sentences readable."""
