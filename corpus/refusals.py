"""Describe errors of the operating system, such as a full disk, with what to do about them."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.settings import PREFIX

_PLACE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "free some space, or allow larger files (ulimit -f)",
    errno.EACCES: "make the folder writable",
    errno.EPERM: "make the folder writable",
    errno.EROFS: "make the folder writable",
    errno.ENAMETOOLONG: "choose a shorter name",
}
_JOBS = f"or lower {PREFIX}JOBS"
_RESOURCE = {
    errno.EMFILE: f"allow more open files (ulimit -n), {_JOBS}",
    errno.ENFILE: f"end programs that have many open files, {_JOBS}",
    errno.EAGAIN: f"end other programs, allow more processes (ulimit -u), {_JOBS}",
    errno.ENOMEM: f"free some memory, {_JOBS}",
}
_ANY = "free some space, make the folder writable"


def refusal(error: OSError, other: str) -> str:
    """Return a message that states what the system refused, then the remedy.

    Args:
        error: the error of the system.
        other: what to choose instead, such as "another --index".
    """
    said = error.strerror or str(error)
    if error.filename is not None:
        said = f"{said}: {error.filename}"
    if error.errno in _RESOURCE:
        return f"{said}: {_RESOURCE[error.errno]}"
    if error.errno in _PLACE:
        return f"{said}: {_PLACE[error.errno]}, or choose {other}"
    # Libraries report a full disk in their own words, without an error number.
    return f"{said}: choose {other}" if error.errno else f"{said}: {_ANY}, or choose {other}"


def is_shortage(error: OSError) -> bool:
    """Return whether the machine lacks a resource, so that the file itself may be intact."""
    return error.errno in _RESOURCE or error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add this path to an error of the system that has no file name, as for a full disk."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
