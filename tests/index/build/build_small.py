"""Build with the small embedder, for a test of the command: as ``python build_index.py`` otherwise.

With --starved, no more files may be opened once the reading begins.
"""

import errno
import os
import socket
import sys
from typing import Any

import build_index
import index.build.build
from index.encode.choose import BuildEncoder
from index.store.manifest import EncoderRecord
from tests.fakes import BagOfWords


def use_the_small_embedder() -> None:
    small = BuildEncoder(BagOfWords(), EncoderRecord(""))
    index.build.build.encoder_for_build = lambda *_: small  # type: ignore[attr-defined]


def refuse(*_: Any) -> None:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


if __name__ == "__main__":
    use_the_small_embedder()
    if "--starved" in sys.argv:
        sys.argv.remove("--starved")
        socket.socketpair = refuse  # type: ignore[assignment]
    sys.exit(build_index.main())
