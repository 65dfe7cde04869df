"""Fit what turns the scores of both stages into an order and into probabilities."""
