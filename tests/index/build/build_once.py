"""Build an index with the small embedder, as a process that a test can kill."""

import sys
from pathlib import Path

from corpus.settings import load_settings
from index.build.build import build_index
from tests.fakes import BagOfWords

if __name__ == "__main__":
    embedder = BagOfWords()
    print("building", flush=True)
    settings = load_settings({}, corpus=Path(sys.argv[1]), index=Path(sys.argv[2]))
    build_index(settings, embedder)
    print("done", flush=True)
