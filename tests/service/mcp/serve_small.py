"""Serve assistants with the small embedder: python -m tests.service.mcp.serve_small stdio|http.

A question that holds "shout" prints a line before it is answered.
"""

import sys
from collections.abc import Callable, Sequence
from unittest import mock

from corpus.settings import load_settings
from index.types import Vectors
from service.answers import opened
from service.mcp import over_http, stdio
from tests.fakes import BagOfWords
from tests.service.small_calibration import calibration_for


class Loud(BagOfWords):
    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        if any("shout" in text for text in texts):
            print("a stray line", flush=True)
        return super().encode(texts, done)


if __name__ == "__main__":
    mock.patch.object(opened, "calibration_for", calibration_for).start()
    door = stdio if sys.argv[1] == "stdio" else over_http
    sys.exit(door.serve(load_settings(), Loud()))
