"""Say what to do where the system refuses: a full disk, a missing right, no more open files."""

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
    errno.ENFILE: f"end programs that hold files open, {_JOBS}",
    errno.EAGAIN: f"end other programs, allow more processes (ulimit -u), {_JOBS}",
    errno.ENOMEM: f"free some memory, {_JOBS}",
}
_ANY = "free some space, make the folder writable"


def refusal(error: OSError, other: str) -> str:
    """Return what the system refused, and what to do about it.

    Args:
        other: what else to name in the place of the one that is refused, as in
            "another --index".
    """
    said = error.strerror or str(error)
    if error.filename is not None:
        said = f"{said}: {error.filename}"
    if error.errno in _RESOURCE:
        return f"{said}: {_RESOURCE[error.errno]}"
    if error.errno in _PLACE:
        return f"{said}: {_PLACE[error.errno]}, or name {other}"
    # Libraries report a full disk in words of their own, without a number.
    return f"{said}: name {other}" if error.errno else f"{said}: {_ANY}, or name {other}"


def is_shortage(error: OSError) -> bool:
    """Tell whether the machine lacks something, so that the file itself may be sound."""
    return error.errno in _RESOURCE or error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give an error of the system the name of this file where it has none, as a full disk has."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
