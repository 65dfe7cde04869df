"""Measure indexes of up to millions of sentences: python -m bench.scale --sentences N …."""

import os

# A thread that waits for another one would take processor time, on a busy machine many times what
# the work takes. OpenMP reads this when FAISS is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
