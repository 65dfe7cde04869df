"""Tests of the store on a seekdb server, which they start."""
