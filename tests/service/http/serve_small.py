"""Serve with the small embedder: python -m tests.service.http.serve_small SECONDS.

With --own-rights it has none of the super-user's.

A question that holds "slow" takes SECONDS more, one such question after the other. Every connection
that the process opens itself is written to the log; a question that holds "dial" opens one.
"""

import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from unittest import mock

from corpus.settings import load_settings
from index.types import Vectors
from service.answers import opened
from service.builds import runner
from service.http.server import serve
from tests.fakes import BagOfWords
from tests.index.build.forked_builds import drop_capabilities
from tests.service.small_calibration import calibration_for


class Unhurried(BagOfWords):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        if any("slow" in text for text in texts):
            time.sleep(self.seconds)
        if any("dial" in text for text in texts):
            socket.socket().connect_ex(("127.0.0.1", 9))
        return super().encode(texts, done)


def note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        with suppress(OSError, AttributeError):  # it is full, or closed
            sys.stderr.write(f"{event} {arguments[-1]}\n")


if __name__ == "__main__":
    if "--own-rights" in sys.argv:
        drop_capabilities()
    sys.addaudithook(note)
    mock.patch.object(opened, "calibration_for", calibration_for).start()
    mock.patch.object(runner, "CHILD", "tests.service.builds.small_child").start()
    sys.exit(serve(load_settings(), Unhurried(float(sys.argv[1]))))
