"""Mutations of real sentences with the verdict that each must get, and the figures of a checker."""
