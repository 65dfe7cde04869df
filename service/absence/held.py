"""Hold the last records in memory, so that a file of one is the record that was shown."""

from collections import OrderedDict
from threading import Lock


class Held:
    """Holds the files of records; the oldest go first."""

    def __init__(self, most_bytes: int) -> None:
        """Hold nothing yet.

        Args:
            most_bytes: most bytes of all files; the newest one may have more.
        """
        self._most = most_bytes
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def hold(self, record_id: str, content: bytes) -> None:
        """Hold the file of a record."""
        with self._lock:
            self._files[record_id] = content
            while len(self._files) > 1 and sum(map(len, self._files.values())) > self._most:
                self._files.popitem(last=False)

    def get(self, record_id: str) -> bytes | None:
        """Return the file of a record; None when it is not held, or no longer."""
        with self._lock:
            return self._files.get(record_id)
