"""Hold a lock against other builds, and let the build that holds it alone write.

A lock by name (``GET_LOCK``) stays with a connection whose process was killed, for good. Here the
holder renews a row every second, so that another build takes over from one that was killed. A
build that was taken over because it stood still writes nothing more: each of its transactions
begins with a look at who may write.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from corpus.errors import BuildInProgress, IndexProblem
from index.store.seekdb.database import Database, Session
from index.store.seekdb.failures import Unknown

_RENEW_SECONDS = 1.0
_DEAD_SECONDS = 10.0
"""Time without renewal after which another build takes over."""
_LOOK_SECONDS = 0.2
_STOP_SECONDS = 5.0
_TABLE = """CREATE TABLE IF NOT EXISTS builds (
    role VARCHAR(8) NOT NULL PRIMARY KEY, token VARCHAR(32) NOT NULL, renewed DATETIME(6) NOT NULL
)"""
# Two rows: a transaction locks that of the writer for as long as it takes to write a report.
_ROWS = (
    "INSERT IGNORE INTO builds VALUES "
    "('lock', '', utc_timestamp(6)), ('writer', '', utc_timestamp(6))"
)
_HOLDER = (
    "SELECT token, renewed, abs(timestampdiff(MICROSECOND, renewed, utc_timestamp(6))) "
    "FROM builds WHERE role = 'lock'"
)
_TAKE = "UPDATE builds SET token = %s, renewed = utc_timestamp(6) WHERE role = %s"
_RENEW = "UPDATE builds SET renewed = utc_timestamp(6) WHERE role = 'lock' AND token = %s"
_RELEASE = "UPDATE builds SET token = '' WHERE role = 'lock' AND token = %s"


class BuildLock:
    """The lock of one index; a process may take it again while it holds it."""

    def __init__(self, database: Database) -> None:
        """Set the database, to which nothing connects here."""
        self._database = database
        self._token = ""
        self._times = 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock.

        Raises:
            BuildInProgress: when another build holds it.
            IndexUnavailable: when the server does not answer.
        """
        if not self._times:
            self._take()
        self._times += 1
        try:
            with self._renewed() if self._times == 1 else nullcontext():
                yield
        finally:
            self._times -= 1
            if not self._times:
                self._release()

    @property
    def is_held_by_another(self) -> bool:
        """Tell whether another build holds the lock, and goes on."""
        try:
            ((token, _, age),) = self._database.rows(_HOLDER)
        except Unknown:
            return False
        return token not in ("", self._token) and age < _DEAD_SECONDS * 1e6

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose statements take effect together, while no other build may write.

        Raises:
            BuildInProgress: when another build has taken over.
        """
        with self._database.transaction() as session:
            writer = session.rows("SELECT token FROM builds WHERE role = 'writer' FOR UPDATE")
            if writer != [(self._token,)]:
                raise BuildInProgress(
                    f"another build has taken over in {self._database.address}, because this one "
                    "stood still or the server did: wait for the other to end, and build again"
                )
            yield session

    def in_progress(self) -> BuildInProgress:
        """Return the error for a build that finds another one."""
        return BuildInProgress(
            f"another build is writing to {self._database.address}: wait for it to end, or use "
            "another database"
        )

    def _take(self) -> None:
        self._database.create()
        with self._database.session() as session:
            session.run(_TABLE)
            session.run(_ROWS)
        token = secrets.token_hex(16)
        seen, end = None, time.monotonic() + _DEAD_SECONDS
        while (renewed := self._taken(token, seen if time.monotonic() > end else None)) is not None:
            if renewed != seen and seen is not None:
                raise self.in_progress()
            seen = renewed
            time.sleep(_LOOK_SECONDS)
        with self._database.session() as session:
            session.run(_TAKE, [token, "writer"])  # it waits until the former one writes no more
        self._token = token

    def _taken(self, token: str, dead: object) -> object:
        """Take the lock if it is free; return when its holder renewed it last, None when taken.

        Args:
            dead: time of the last renewal if it was observed for long enough.
        """
        with self._database.transaction() as session:
            ((holder, renewed, age),) = session.rows(f"{_HOLDER} FOR UPDATE")
            if holder and age < _DEAD_SECONDS * 1e6 and renewed != dead:
                return renewed
            session.run(_TAKE, [token, "lock"])
        return None

    @contextmanager
    def _renewed(self) -> Iterator[None]:
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(_RENEW_SECONDS):
                with suppress(IndexProblem), self._database.transaction() as session:
                    session.run(_RENEW, [self._token])

        thread = threading.Thread(target=renew, name="build-lock", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(_STOP_SECONDS)

    def _release(self) -> None:
        with suppress(IndexProblem), self._database.transaction() as session:
            session.run(_RELEASE, [self._token])
        self._token = ""
