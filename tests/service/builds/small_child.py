"""Build in a process of its own with the small embedder; a file may make it wait."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.types import Vectors
from service.builds.child import main
from tests.fakes import BagOfWords


class Held(BagOfWords):
    """Encodes as long as no file says to wait."""

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        while hold.exists():
            time.sleep(0.01)
        return super().encode(texts, done)


if __name__ == "__main__":
    hold = Path(os.environ.get("HOLD_BUILDS", os.devnull + "/none"))
    main(Held(), niceness=0)
