"""Start the real seekdb server as deploy/seekdb.sh does, and end it in every way."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus.errors import IndexProblem
from index.store.seekdb.address import Address
from index.store.seekdb.database import Database

# Set by ``make test-seekdb``, which installs the server. Processes that tests start refuse it.
_IS_WANTED = bool(os.environ.pop("PINCITE_TEST_SEEKDB", ""))
_SCRIPT = Path(__file__).parents[4] / "deploy" / "seekdb.sh"
_START_SECONDS = 120


class Server:
    """A server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Start it, and wait until it answers."""
        self.folder = folder
        self.socket = folder / "run" / "sql.sock"
        self.start()

    def address(self, database: str) -> str:
        """Return the address of a database."""
        return f"seekdb:///{database}?socket={self.socket}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        log = self.folder.with_suffix(".log")
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["sh", str(_SCRIPT), str(self.folder)],
                env={**os.environ, "PYTHON": sys.executable, "SEEKDB_DISK": "20G"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        end = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            Database(Address.parse(self.address("oceanbase"))).rows("SELECT 1")
        except IndexProblem:
            return False
        return True

    def kill(self) -> None:
        """End the server as a lost machine does: by SIGKILL, and at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def served() -> Iterator[Server]:
    """Start a server in a temporary folder; without ``make test-seekdb``, skip the tests."""
    if not _IS_WANTED:
        pytest.skip("the store on a seekdb server is tested by make test-seekdb alone")
    # Not below pytest's folders: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="seekdb-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder) / "d")
        try:
            yield server
        finally:
            server.kill()
