"""The commands of pincite and python -m service."""
