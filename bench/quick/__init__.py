"""A short bench for every change, whose figures are kept by commit: python -m bench.quick."""
