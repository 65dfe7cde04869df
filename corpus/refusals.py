"""Describe errors of the operating system, such as a full disk, and their remedies."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.settings import PREFIX

_PATH_REMEDIES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "free some space, or allow larger files (ulimit -f)",
    errno.EACCES: "make the folder writable",
    errno.EPERM: "make the folder writable",
    errno.EROFS: "make the folder writable",
    errno.ENAMETOOLONG: "choose a shorter name",
}
_FEWER_JOBS = f"or lower {PREFIX}JOBS"
_RESOURCE_REMEDIES = {
    errno.EMFILE: f"allow more open files (ulimit -n), {_FEWER_JOBS}",
    errno.ENFILE: f"end programs that have many open files, {_FEWER_JOBS}",
    errno.EAGAIN: f"end other programs, allow more processes (ulimit -u), {_FEWER_JOBS}",
    errno.ENOMEM: f"free some memory, {_FEWER_JOBS}",
}
_DEFAULT_REMEDY = "free some space, make the folder writable"


def refusal(error: OSError, other: str) -> str:
    """Return a message with the error of the system, the path and the remedy.

    Args:
        error: the error of the system.
        other: the alternative to offer, such as "another --index".
    """
    message = error.strerror or str(error)
    if error.filename is not None:
        message = f"{message}: {error.filename}"
    if error.errno in _RESOURCE_REMEDIES:
        return f"{message}: {_RESOURCE_REMEDIES[error.errno]}"
    if error.errno in _PATH_REMEDIES:
        return f"{message}: {_PATH_REMEDIES[error.errno]}, or choose {other}"
    if error.errno:
        return f"{message}: choose {other}"
    # Libraries report a full disk without an error number.
    return f"{message}: {_DEFAULT_REMEDY}, or choose {other}"


def is_shortage(error: OSError) -> bool:
    """Return whether the machine lacks a resource; the file itself may then be intact."""
    return error.errno in _RESOURCE_REMEDIES or error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add a path to errors of the system that lack one, such as a full disk."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
