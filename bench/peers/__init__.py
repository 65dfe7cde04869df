"""Ours beside its peers on the same sentences, model and machine: python -m bench.peers."""
