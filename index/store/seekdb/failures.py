"""Say what is wrong when a server does not answer, or refuses a statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymysql.err import MySQLError

from corpus.errors import IndexMissing, IndexUnavailable
from index.store.seekdb.address import Address

LOST = {0, 2003, 2006, 2013, 2014}
"""Codes of a connection that broke: what only reads may be repeated on another."""
_REFUSED = {1044, 1045, 1227}
_UNKNOWN = {1049, 1146}
"""Codes of a database and of a table that do not exist."""
_FULL = {
    1041: ("its memory is full", "raise its memory_budget, or try again later"),
    4013: ("its memory is full", "raise its memory_budget, or try again later"),
    4030: ("its memory is full", "raise its memory_budget, or try again later"),
    4184: ("its disk is full", "raise its datafile_maxsize, or free space on its disk"),
    1114: ("its disk is full", "raise its datafile_maxsize, or free space on its disk"),
}
_LOCKED = 1205
_LATE = {3024, 4012}


class Unknown(IndexMissing):
    """The database or a table does not exist yet."""


class Locked(IndexUnavailable):
    """Another transaction has locked a row for too long."""


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """Turn errors of the driver into a reason and a remedy.

    Nothing else may run in it: an error of a file is taken for one of the connection.

    Raises:
        Unknown: when the database or a table does not exist.
        Locked: when a row stays locked.
        IndexUnavailable: when the server does not answer, or refuses.
    """
    try:
        yield
    except (MySQLError, OSError) as error:
        raise _explained(address, error) from error


def _explained(address: Address, error: Exception) -> IndexMissing | IndexUnavailable:
    code = code_of(error)
    if code in _UNKNOWN:
        return Unknown(f"there is no index in {address}", "build it")
    if code in _REFUSED:
        return IndexUnavailable(
            f"{address} refuses the user", "correct the name and the password in PINCITE_STORE"
        )
    if code in LOST or isinstance(error, OSError):
        return IndexUnavailable(
            f"{address} does not answer", "start the server, or correct PINCITE_STORE"
        )
    if code in _FULL:
        what, remedy = _FULL[code]
        return IndexUnavailable(f"{address} refuses a statement, because {what}", remedy)
    if code == _LOCKED:
        return Locked(f"another transaction holds a row in {address}", "try again later")
    if code in _LATE:
        return IndexUnavailable(f"{address} took too long over a statement", "try again later")
    return IndexUnavailable(f"{address} refuses a statement ({error})", "see the server's log")


def code_of(error: BaseException) -> int:
    """Return the code of a driver's error; 0 where it has none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0
