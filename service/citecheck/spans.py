"""Find whether a stretch of text touches one of many spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from corpus.report import Span


class Spans:
    """Spans of one text, of which none touches another.

    Args:
        spans: in any order.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def touch(self, start: int, end: int) -> bool:
        """Return whether a span has a code point of this stretch."""
        at = bisect_left(self._starts, end)
        return at > 0 and self._spans[at - 1][1] > start

    def at(self, place: int) -> int | None:
        """Return the place among the spans, in order, of the one that holds a code point."""
        at = bisect_right(self._starts, place) - 1
        return at if at >= 0 and place < self._spans[at][1] else None
