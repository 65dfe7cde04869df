"""Measure indexes of up to millions of sentences: python -m bench.scale --sentences N …."""
