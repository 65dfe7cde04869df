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

from index.store.seekdb.address import Address
from index.store.seekdb.failures import LOST, code_of, explained

Row = tuple[Any, ...]

_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 600
_SETTINGS = (
    f"SET SESSION ob_query_timeout = {_STATEMENT_SECONDS * 1_000_000}, "
    f"ob_trx_timeout = {_STATEMENT_SECONDS * 6 * 1_000_000}, ob_hnsw_ef_search = 1000"
)


class Session:
    """One connection."""

    def __init__(self, connection: "Connection[Any]", address: Address) -> None:
        """Wrap an open connection to a server."""
        self.connection, self._address = connection, address

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a statement; each ``%s`` in it is bound to a value."""
        with explained(self._address):
            return self.fetched(statement, values)

    def fetched(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a statement; raise the errors of the driver."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return list(cursor.fetchall())

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement, and return the id that the server gave to its row, or 0."""
        with explained(self._address), self.connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return int(cursor.lastrowid or 0)

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Insert rows by a statement that ends with ``VALUES (%s, …)``."""
        with explained(self._address), self.connection.cursor() as cursor:
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
            IndexUnavailable: when the server does not answer, or refuses.
        """
        with explained(self.address):
            session = self._take()
            try:
                with _discarded_on_error(session):
                    found = session.fetched(statement, values)
            except (OperationalError, InterfaceError) as error:
                if code_of(error) not in LOST:
                    raise
                session = self._connect()  # the server was started again since
                with _discarded_on_error(session):
                    found = session.fetched(statement, values)
        self._give_back(session)
        return found

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose statements take effect together at the end, or not at all.

        Raises:
            IndexUnavailable: when the server does not answer, or refuses.
        """
        with explained(self.address):
            session = self._connect() if not self._idle else self._checked()
        with _discarded_on_error(session):  # the server rolls back
            with explained(self.address):
                session.connection.begin()
            yield session
            with explained(self.address):
                session.connection.commit()
        self._give_back(session)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a connection of one's own, which ends with the block."""
        with explained(self.address):
            session = self._connect()
        try:
            yield session
        finally:
            _discard(session)

    def create(self) -> None:
        """Create the database if it does not exist."""
        with explained(self.address):
            session = Session(self._open(None), self.address)
        with _discarded_on_error(session):
            session.run(f"CREATE DATABASE IF NOT EXISTS `{self.address.database}`")
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

    def _connect(self) -> Session:
        session = Session(self._open(self.address.database), self.address)
        with _discarded_on_error(session):
            session.fetched(_SETTINGS)
        return session

    def _open(self, database: str | None) -> "Connection[Any]":
        address = self.address
        connection = pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            # The driver would encode a text as Latin-1.
            password=address.password.encode(),
            database=database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_STATEMENT_SECONDS,
            write_timeout=_STATEMENT_SECONDS,
            ssl_ca=str(address.certificate) if address.certificate else None,
            ssl_verify_cert=True if address.certificate else None,
            ssl_disabled=address.certificate is None,
            defer_connect=True,
        )
        connection.connect(_connected(address.socket) if address.socket else None)
        return connection


def _discard_all(sessions: list[Session]) -> None:
    while sessions:
        _discard(sessions.pop())


@contextmanager
def _discarded_on_error(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _discard(session)
        raise


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
