"""Keep the working folder of the benchmark for one run at a time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bench.quotes.copies import PLACE


@contextmanager
def alone(place: Path = PLACE) -> Iterator[None]:
    """Hold the folder against other runs, which would replace its reports and its index.

    Raises:
        SystemExit: when another run holds it.
    """
    place.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        sys.exit(
            f"Another run of bench.quotes uses {place.resolve()}. Wait until it ends, or run this"
            " one in another checkout."
        )
    try:
        yield
    finally:
        lock.release()
