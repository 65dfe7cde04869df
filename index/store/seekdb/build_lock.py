"""Hold a lock against other builds, and let the build that holds it alone write.

A lock by name (``GET_LOCK``) stays with a connection whose process was killed, for good. Here the
holder renews a row every second, so that another build takes over from one that was killed. A
build that was taken over because it stood still writes nothing more: each of its transactions
begins with a look at who holds the lock.

A seekdb server that is killed while a transaction is open may keep the locks of its rows for good,
too. So a row that several builds change is changed by one statement alone, and no transaction that
writes more than a few rows touches it.
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
_ROWS = "INSERT IGNORE INTO builds VALUES ('lock', '', utc_timestamp(6))"
_HOLDER = (
    "SELECT token, renewed, abs(timestampdiff(MICROSECOND, renewed, utc_timestamp(6))) "
    "FROM builds WHERE role = 'lock'"
)
_TAKE = (
    "UPDATE builds SET token = %s, renewed = utc_timestamp(6) "
    "WHERE role = 'lock' AND token = %s AND renewed = %s"
)
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
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """Yield a session whose statements take effect together, while no other build writes.

        Args:
            alone: keep others from taking the lock until the end; for a few rows only.

        Raises:
            BuildInProgress: when another build has taken over.
        """
        with self._database.transaction() as session:
            statement = "SELECT token FROM builds WHERE role = 'lock'"
            if session.rows(f"{statement}{' FOR UPDATE' if alone else ''}") != [(self._token,)]:
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
            if not session.rows(_HOLDER):
                session.run(_ROWS)
            self._token = secrets.token_hex(16)
            seen, end = None, time.monotonic() + _DEAD_SECONDS
            while True:
                ((holder, renewed, age),) = session.rows(_HOLDER)
                if holder == self._token:
                    return
                stands = renewed == seen and time.monotonic() > end
                if not holder or stands or age > _DEAD_SECONDS * 1e6:
                    session.run(_TAKE, [self._token, holder, renewed])
                elif seen not in (None, renewed):
                    raise self.in_progress()
                else:
                    seen = renewed
                    time.sleep(_LOOK_SECONDS)

    @contextmanager
    def _renewed(self) -> Iterator[None]:
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(_RENEW_SECONDS):
                with suppress(IndexProblem):
                    self._database.rows(_RENEW, [self._token])

        thread = threading.Thread(target=renew, name="build-lock", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(_STOP_SECONDS)

    def _release(self) -> None:
        with suppress(IndexProblem):
            self._database.rows(_RELEASE, [self._token])
        self._token = ""
