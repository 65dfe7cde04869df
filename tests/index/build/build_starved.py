"""Build an index where no more files may be opened once the reading begins."""

import errno
import os
import socket
import sys
from typing import Any

import build_index


def refuse(*_: Any) -> None:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


if __name__ == "__main__":
    socket.socketpair = refuse  # type: ignore[assignment]
    sys.exit(build_index.main())
