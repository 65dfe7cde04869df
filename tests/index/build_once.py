"""Build an index with the small embedder, as a process that a test can kill."""

import sys
from pathlib import Path

from index.build import build_index
from tests.fakes import BagOfWords

if __name__ == "__main__":
    embedder = BagOfWords()
    print("building", flush=True)
    build_index(Path(sys.argv[1]), Path(sys.argv[2]), embedder, keep_generations=2)
    print("done", flush=True)
