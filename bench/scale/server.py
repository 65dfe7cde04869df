"""Watch a server of this machine while a collection is built into it and questioned."""

import os
import re
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from corpus.errors import PinciteError
from index.store.seekdb.address import Address
from index.store.seekdb.database import Database

_COMPACTION_SECONDS = 1800
_BUSY = "SELECT count(*) FROM oceanbase.DBA_OB_MAJOR_COMPACTION WHERE status <> 'IDLE'"
_DATA = "SELECT sum(size) FROM oceanbase.V$OB_SSTABLES"


def address_of(address: str, count: int) -> str:
    """Return the address of the database of a collection: its name ends with the size."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path}_{count}").geturl()


class Watched:
    """A server, and a database of it that holds one collection.

    Only the process and the folder of a server that is reached by a socket can be watched.
    """

    def __init__(self, address: str) -> None:
        """Find the server of an address."""
        parsed = Address.parse(address)
        self._database = parsed.database
        # Every server has this database, also before the first build.
        self._server = Database(replace(parsed, database="information_schema"))
        self._folder = parsed.socket.parent.parent if parsed.socket else None
        self._process = self._find()

    def _find(self) -> psutil.Process | None:
        folder = str(self._folder.resolve()) if self._folder else ""
        for process in psutil.process_iter():
            with suppress(psutil.Error, IndexError):
                words = process.cmdline()
                if Path(words[0]).name == "seekdb" and folder in words:
                    return process
        return None

    def empty(self) -> None:
        """Remove the database, if it exists."""
        self._server.rows(f"DROP DATABASE IF EXISTS `{self._database}`")

    def cpu(self) -> float | None:
        """Return the seconds of the processor that the server has taken."""
        if self._process is None:
            return None
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> dict[str, float] | None:
        """Return the resident memory now and at its peak, in MB."""
        if self._process is None:
            return None
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        kilobytes = {name: int(size) for name, size in re.findall(r"(Vm\w+):\s+(\d+) kB", status)}
        return {
            "now": round(kilobytes["VmRSS"] / 1e3, 1),
            "peak": round(kilobytes["VmHWM"] / 1e3, 1),
        }

    def disk(self) -> dict[str, float] | None:
        """Return the size of the tables, and of the folder as the disk holds it, in MB."""
        sizes: dict[str, float] = {}
        with suppress(PinciteError):
            ((size,),) = self._server.rows(_DATA)
            sizes["tables"] = round(float(size) / 1e6, 1)
        if self._folder is not None:
            files = (Path(root, name) for root, _, names in os.walk(self._folder) for name in names)
            blocks = sum(path.lstat().st_blocks for path in files)
            sizes["folder"] = round(blocks * 512 / 1e6, 1)
        return sizes or None

    def settle(self) -> float:
        """Wait until the server has compacted what it received; return the seconds."""
        started = time.monotonic()
        with suppress(PinciteError):
            time.sleep(5)  # it begins some seconds after it was asked to
            while time.monotonic() < started + _COMPACTION_SECONDS:
                ((busy,),) = self._server.rows(_BUSY)
                if not busy:
                    break
                time.sleep(1)
        return round(time.monotonic() - started, 1)
