"""Map passage keys to the row numbers of a generation."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate

from index.types import IndexedReport, Key


class KeyRows:
    """Maps keys to rows and rows to keys; rows are numbered from 0 in the order of the keys."""

    def __init__(self, reports: Mapping[str, IndexedReport]) -> None:
        """Number the rows of the reports, which must be in the order of their ids."""
        self._ids = list(reports)
        self._numbers = {report_id: at for at, report_id in enumerate(self._ids)}
        self._starts = [0, *accumulate(report.sentences for report in reports.values())]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._starts[-1]

    def number(self, report_id: str) -> int:
        """Return the number of a report, from 0; the lexical index filters by it."""
        return self._numbers[report_id]

    def of_report(self, report_id: str) -> range:
        """Return the rows of a report."""
        at = self._numbers[report_id]
        return range(self._starts[at], self._starts[at + 1])

    def row(self, key: Key) -> int:
        """Return the row of a passage.

        Raises:
            KeyError: when the passage does not exist.
        """
        at = self._numbers[key.report]
        row = self._starts[at] + key.number - 1
        if key.number < 1 or row >= self._starts[at + 1]:
            raise KeyError(key)
        return row

    def rows(self, keys: Iterable[Key]) -> dict[int, Key]:
        """Return the keys of the passages by row, in ascending order; omit missing keys."""
        found = {}
        for key in keys:
            at = self._numbers.get(key.report)
            if at is not None and 0 < key.number <= self._starts[at + 1] - self._starts[at]:
                found[self._starts[at] + key.number - 1] = key
        return dict(sorted(found.items()))

    def keys(self, rows: Iterable[int]) -> list[Key]:
        """Return the keys of rows, in their order."""
        ids, starts = self._ids, self._starts
        found = []
        for row in rows:
            at = bisect_right(starts, row) - 1
            found.append(Key(ids[at], row - starts[at] + 1))
        return found
