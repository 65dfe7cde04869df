"""The results of a job on disk, a line each: written by one, read by any page of them."""

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from service.answers.result import Result, from_line, to_line


class Journal:
    """Knows where each result lies, and what came of it; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Take the path of the file; it need not exist yet."""
        self._path = path
        self._lock = threading.Lock()
        self._offsets = array("Q")
        self._statuses: list[str] = []
        self._end = 0
        self.generations: dict[str, int] = {}
        """The index generations that answered, with the number of answers of each."""

    def refresh(self) -> int:
        """Take in what was written since the last call; return the number of results."""
        with self._lock:
            if self._path.exists():
                with self._path.open("rb") as stream:
                    stream.seek(self._end)
                    for line in stream:
                        if not line.endswith(b"\n"):  # it is being written, or was cut off
                            break
                        self._note(from_line(line), len(line))
            return len(self._offsets)

    def _note(self, result: Result, size: int) -> None:
        self._offsets.append(self._end)
        self._end += size
        self._statuses.append(result.status)
        if result.answer is not None:
            name = result.answer.index.generation
            self.generations[name] = self.generations.get(name, 0) + 1

    def counts(self) -> Counter[str]:
        """Return how many results have each status."""
        with self._lock:
            return Counter(self._statuses)

    def numbers(self, status: str | None = None) -> list[int]:
        """Return the numbers, from 0, of the results that have a status; of all when None."""
        with self._lock:
            return [at for at, found in enumerate(self._statuses) if status in (None, found)]

    def results(self, numbers: Iterable[int] | None = None) -> Iterator[Result]:
        """Yield the results of these numbers, or all that are known, in order."""
        known = range(len(self._offsets)) if numbers is None else numbers
        if not self._path.exists():
            return
        with self._path.open("rb") as stream:
            for number in known:
                stream.seek(self._offsets[number])
                yield from_line(stream.readline())

    def mend(self) -> int:
        """Cut off a last line that is not whole; return the number of results."""
        done = self.refresh()
        with self._path.open("ab") as stream:
            stream.truncate(self._end)
        return done

    def append(self, results: Iterable[Result]) -> None:
        """Write results at the end, whole lines alone: the last is cut off where it has no room."""
        try:
            with self._path.open("ab") as stream:
                stream.writelines(to_line(result).encode() for result in results)
        except OSError:
            with suppress(OSError):
                self.mend()
            raise
