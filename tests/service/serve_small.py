"""Serve with the small embedder: python -m tests.service.serve_small SECONDS; PINCITE_* as ever.

A question whose text holds "slow" takes SECONDS more, one after the other, on any machine.
"""

import sys
import time
from collections.abc import Callable, Sequence

from corpus.settings import load_settings
from index.embedding import Vectors
from service.server import serve
from tests.fakes import BagOfWords


class Unhurried(BagOfWords):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        if any("slow" in text for text in texts):
            time.sleep(self.seconds)
        return super().encode(texts, done)


if __name__ == "__main__":
    sys.exit(serve(load_settings(), Unhurried(float(sys.argv[1]))))
