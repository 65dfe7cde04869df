"""Keep what searches read of passages, which several steps of a question need."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.store.seekdb.database import Row

COLUMNS = "id, vector, terms, says"
_KEPT = 4096
"""Passages that are kept: those of some ten questions, in 8 MB with vectors of 384 numbers."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search reads of a passage.

    Attributes:
        vector: the bytes of its 32-bit numbers.
        terms: their tokens, separated by spaces.
        says: digest of its letters and digits.
    """

    vector: bytes
    terms: str
    says: bytes


class SearchedPassages:
    """Reads passages by id and keeps the latest; safe to share between threads.

    The rows of a version never change, so that a kept one is never stale.
    """

    def __init__(self, read: Callable[[Sequence[int]], Iterable[Row]]) -> None:
        """Set what reads ``COLUMNS`` of the passages with these ids from the server."""
        self._read = read
        self._kept: OrderedDict[int, Searched] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, ids: Sequence[int]) -> dict[int, Searched]:
        """Return the passages with these ids; omit those that do not exist."""
        with self._lock:
            found = {one: self._kept[one] for one in ids if one in self._kept}
        missing = [one for one in dict.fromkeys(ids) if one not in found]
        if missing:
            found |= {row[0]: Searched(*row[1:]) for row in self._read(missing)}
        with self._lock:
            for one in ids[-_KEPT:]:
                if one in found:
                    self._kept[one] = found[one]
                    self._kept.move_to_end(one)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
