"""Store the results of a job on disk, one per line, and read any of them by number."""

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from service.answers.result import Result, from_line, to_line


class Journal:
    """A file of results with the offset and the status of each; threads can share it."""

    def __init__(self, path: Path) -> None:
        """Set up the journal; the file may not exist yet."""
        self._path = path
        self._lock = threading.Lock()
        self._offsets = array("Q")
        self._statuses: list[str] = []
        self._end = 0
        self.generations: dict[str, int] = {}
        """Number of answers by index generation."""

    def refresh(self) -> int:
        """Index the lines written since the last call; return the number of results."""
        with self._lock:
            if self._path.exists():
                with self._path.open("rb") as stream:
                    stream.seek(self._end)
                    for line in stream:
                        if not line.endswith(b"\n"):  # still being written, or cut off
                            break
                        self._add(from_line(line), len(line))
            return len(self._offsets)

    def _add(self, result: Result, size: int) -> None:
        self._offsets.append(self._end)
        self._end += size
        self._statuses.append(result.status)
        if result.answer is not None:
            name = result.answer.index.generation
            self.generations[name] = self.generations.get(name, 0) + 1

    def counts(self) -> Counter[str]:
        """Return the number of results by status."""
        with self._lock:
            return Counter(self._statuses)

    def numbers(self, status: str | None = None) -> list[int]:
        """Return the numbers, from 0, of the results with a status; of all results when None."""
        with self._lock:
            return [
                number for number, found in enumerate(self._statuses) if status in (None, found)
            ]

    def results(self, numbers: Iterable[int] | None = None) -> Iterator[Result]:
        """Yield the results with these numbers; all indexed results when None."""
        wanted = range(len(self._offsets)) if numbers is None else numbers
        if not self._path.exists():
            return
        with self._path.open("rb") as stream:
            for number in wanted:
                stream.seek(self._offsets[number])
                yield from_line(stream.readline())

    def drop_torn_line(self) -> int:
        """Cut off an incomplete last line; return the number of results."""
        done = self.refresh()
        with self._path.open("ab") as stream:
            stream.truncate(self._end)
        return done

    def append(self, results: Iterable[Result]) -> None:
        """Append results; when the disk is full, cut off the incomplete last line.

        Raises:
            OSError: when the file cannot be written.
        """
        try:
            with self._path.open("ab") as stream:
                stream.writelines(to_line(result).encode() for result in results)
        except OSError:
            with suppress(OSError):
                self.drop_torn_line()
            raise
