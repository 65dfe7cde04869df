"""Run SQL statements on a server, over connections that threads share."""

import socket
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.err import InterfaceError, MySQLError, OperationalError

from corpus.errors import IndexProblem, SettingError
from index.store.seekdb.address import Address

Row = tuple[Any, ...]

_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 600
LONG = 24 * 3600
"""Seconds that one statement may take which builds an index over millions of rows."""
_SETTINGS = (
    "SET SESSION ob_query_timeout = %s, "
    f"ob_trx_timeout = {_STATEMENT_SECONDS * 6 * 1_000_000}, ob_hnsw_ef_search = 1000"
)
_LOST = {0, 2003, 2006, 2013, 2014}
"""Codes of a connection that broke: its statement may be repeated on another."""
_REFUSED = {1044, 1045, 1227}
_UNKNOWN = {1049, 1146}
"""Codes of a database and of a table that do not exist."""


class Unknown(Exception):
    """The database or a table does not exist yet."""


class Session:
    """One connection."""

    def __init__(self, connection: "Connection[Any]") -> None:
        """Wrap an open connection."""
        self.connection = connection

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a statement; each ``%s`` in it is bound to a value."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return list(cursor.fetchall())

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement, and return the id that the server gave to its row, or 0."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return int(cursor.lastrowid or 0)

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Insert rows by a statement that ends with ``VALUES (%s, …)``."""
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, list(rows))


class Database:
    """A database on a server; threads can share it."""

    def __init__(self, address: Address) -> None:
        """Set the address; the first statement connects."""
        self.address = address
        self._idle: list[Session] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _discard_all, self._idle)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a statement that reads; it is repeated once if a connection breaks.

        Raises:
            Unknown: when the database or a table does not exist.
            IndexProblem: when the server does not answer.
        """
        with self._errors():
            session = self._take()
            try:
                found = session.rows(statement, values)
            except (OperationalError, InterfaceError) as error:
                _discard(session)
                if _code(error) not in _LOST:
                    raise
                session = self._connect()  # the server was started again since
                found = session.rows(statement, values)
            except MySQLError:
                _discard(session)
                raise
            self._give_back(session)
            return found

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose statements take effect together at the end, or not at all.

        Raises:
            IndexProblem: when the server does not answer.
        """
        with self._errors():
            session = self._connect() if not self._idle else self._checked()
            try:
                session.connection.begin()
                yield session
                session.connection.commit()
            except BaseException:
                _discard(session)  # the server rolls back
                raise
            self._give_back(session)

    @contextmanager
    def session(self, seconds: int = _STATEMENT_SECONDS) -> Iterator[Session]:
        """Yield a connection of one's own, which ends with the block.

        Args:
            seconds: that a statement may take.
        """
        with self._errors():
            session = self._connect(seconds)
            try:
                yield session
            finally:
                _discard(session)

    def create(self) -> None:
        """Create the database if it does not exist."""
        with self._errors():
            session = Session(self._open(None))
            try:
                session.run(f"CREATE DATABASE IF NOT EXISTS `{self.address.database}`")
            finally:
                _discard(session)

    def _take(self) -> Session:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _checked(self) -> Session:
        """Return a connection that works: what a transaction writes cannot be repeated blindly."""
        session = self._take()
        try:
            session.connection.ping(reconnect=False)
        except MySQLError:
            _discard(session)
            return self._connect()
        return session

    def _give_back(self, session: Session) -> None:
        with self._lock:
            self._idle.append(session)

    def _connect(self, seconds: int = _STATEMENT_SECONDS) -> Session:
        session = Session(self._open(self.address.database, seconds))
        session.run(_SETTINGS, [seconds * 1_000_000])
        return session

    def _open(self, database: str | None, seconds: int = _STATEMENT_SECONDS) -> "Connection[Any]":
        address = self.address
        connection = pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=address.password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=seconds,
            write_timeout=_STATEMENT_SECONDS,
            ssl_ca=str(address.certificate) if address.certificate else None,
            ssl_verify_cert=True if address.certificate else None,
            ssl_disabled=address.certificate is None,
            defer_connect=True,
        )
        connection.connect(_connected(address.socket) if address.socket else None)
        return connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (MySQLError, OSError) as error:
            code = _code(error)
            if code in _UNKNOWN:
                raise Unknown from error
            if code in _REFUSED:
                raise SettingError(
                    f"{self.address} refuses the user: correct the name and the password in "
                    "PINCITE_STORE"
                ) from error
            if code in _LOST or isinstance(error, OSError):
                raise IndexProblem(
                    f"{self.address} does not answer",
                    "start the server, or correct PINCITE_STORE",
                ) from error
            raise IndexProblem(f"{self.address} refuses a statement ({error})") from error


def _discard_all(sessions: list[Session]) -> None:
    while sessions:
        _discard(sessions.pop())


def _code(error: BaseException) -> int:
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def _connected(path: Path) -> socket.socket:
    """Return a socket that is connected; PyMySQL leaves one open that it could not connect."""
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.settimeout(_CONNECT_SECONDS)
    try:
        one.connect(str(path))
    except OSError:
        one.close()
        raise
    return one


def _discard(session: Session) -> None:
    with suppress(MySQLError, OSError):
        session.connection.close()
