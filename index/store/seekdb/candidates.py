"""Let the server select passages for a question; the caller scores and orders them.

The table holds the passages of all generations, of which the server knows nothing. It is asked for
more passages than are wanted, and again for twice as many where too few belong to the generation.
"""

from collections.abc import Callable, Sequence

import numpy as np

from index.store.manifest import Recall
from index.store.seekdb.database import Row
from index.store.seekdb.passages import Passages
from index.store.seekdb.statistics import TermStatistics, token
from index.store.seekdb.tables import passage_id
from index.store.seekdb.vectors import as_text, cosines
from index.types import Vectors

_MARGIN, _AT_LEAST = 2, 64
"""Passages that the server selects: twice as many as are wanted, and 64 more."""
_MOST = 1 << 20
_FEW = 20_000
"""Passages of the reports of a filter up to which the server compares each of them. Its own search
looks at all that hold a term, and then asks of each whether it belongs to one of the reports."""
_QUESTIONS = 50
_DEPTHS = (10, 100)
_NOISE = 1e-5


class Candidates:
    """Selects passages of one generation; safe to share between threads."""

    def __init__(self, passages: Passages, statistics: TermStatistics, *, exact: bool) -> None:
        """Set the generation.

        Args:
            statistics: of its terms.
            exact: whether the server compares the vectors of all passages with the question's.
        """
        self._passages, self._statistics, self._exact = passages, statistics, exact

    def near(
        self, vector: Vectors, k: int, reports: Sequence[str], *, exact: bool = False
    ) -> list[tuple[int, bytes]]:
        """Return (id, vector) of passages near a vector, among them the k nearest.

        Args:
            exact: compare all vectors, whatever the size.
        """
        few = self._are_few(reports)
        query, values = self._within(reports) if few else ("", [])
        order = "" if exact or few or self._exact else "APPROXIMATE"
        statement = (
            f"SELECT id, vector FROM {{}} {query and 'WHERE '}{query} "
            f"ORDER BY negative_inner_product(near, %s) {order} LIMIT %s"
        )
        bound = [*values, as_text(vector)]
        return self._enough(
            k, () if few else reports, k, lambda count: self._ask(statement, [*bound, count])
        )

    def matching(
        self, terms: Sequence[str], k: int, reports: Sequence[str]
    ) -> list[tuple[int, str]]:
        """Return (id, terms) of passages that hold terms, among them the k of highest share."""
        holders = self._statistics.holders(terms)
        words = [token(term) for term in terms if holders[term]]
        if not words or k == 0:
            return []
        if self._are_few(reports):
            query, values = self._within(reports)
            held = " OR ".join(["terms LIKE %s"] * len(words))
            statement = f"SELECT id, terms FROM {{}} WHERE ({query}) AND ({held})"
            return self._ask(statement, [*values, *(f"%{word}%" for word in words)])
        match, text = "MATCH (terms) AGAINST (%s)", " ".join(words)
        statement = f"SELECT id, terms FROM {{}} WHERE {match} ORDER BY {match} DESC LIMIT %s"
        # The server ranks slightly otherwise: it counts the terms of all generations.
        least = k + (k + _AT_LEAST) // 2
        return self._enough(
            k, reports, least, lambda count: self._ask(statement, [text, text, count])
        )

    def _are_few(self, reports: Sequence[str]) -> bool:
        return 0 < sum(self._passages.reports[one].sentences for one in reports) <= _FEW

    def _within(self, reports: Sequence[str]) -> tuple[str, list[int]]:
        """Return the condition that a passage is of one of these reports, and its values."""
        ranges: list[list[int]] = []
        for version in sorted(map(self._passages.version, reports)):
            if ranges and ranges[-1][1] == version:
                ranges[-1][1] += 1
            else:
                ranges.append([version, version + 1])
        query = " OR ".join(["id >= %s AND id < %s"] * len(ranges))
        return query, [passage_id(version, 0) for bounds in ranges for version in bounds]

    def _ask(self, statement: str, values: Sequence[object]) -> list[Row]:
        return self._passages.ask(statement, values)

    def _enough(
        self, k: int, reports: Sequence[str], least: int, ask: Callable[[int], list[Row]]
    ) -> list[Row]:
        """Ask for more and more passages until enough of them belong to the generation.

        Args:
            reports: to which they are to belong; all when empty.
            least: how many are enough.
        """
        count, wanted = _MARGIN * k + _AT_LEAST, set(reports)
        while True:
            rows = ask(count)
            live = [row for row in rows if self._passages.is_live(row[0])]
            if wanted:
                live = [row for row in live if self._passages.key(row[0]).report in wanted]
            if len(live) >= least or len(rows) < count or count >= _MOST:
                return live
            count *= 2

    def recall(self) -> Recall | None:
        """Return the recall of the search against an exact one; None where the search is exact.

        Half of the questions, which are stored vectors, are asked of half of the reports.
        """
        if self._exact:
            return None
        questions = self._passages.vectors(self._passages.spread(_QUESTIONS))
        half = list(self._passages.reports)[::2]
        shares = [
            self._share_found(question, half if at % 2 else ())
            for at, question in enumerate(questions)
        ]
        found = (round(float(share), 4) for share in np.mean(shares, axis=0))
        return Recall(len(questions), *found)

    def _share_found(self, question: Vectors, reports: Sequence[str]) -> list[float]:
        """Return the share of the nearest passages that the search finds, at each depth."""
        deepest = _DEPTHS[-1]
        exact, found = (
            np.sort(cosines([own for _, own in near], question))[::-1][:deepest]
            for near in (
                self.near(question, deepest, reports, exact=True),
                self.near(question, deepest, reports),
            )
        )
        # Compares scores, not ids: equal vectors have equal scores in any order.
        return [
            float((found[:at] >= exact[at - 1] - _NOISE).sum() / at)
            for at in (min(len(exact), depth) for depth in _DEPTHS)
        ]
