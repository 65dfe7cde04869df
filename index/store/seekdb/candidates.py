"""Let the server select passages for a question; the caller scores and orders them.

The table holds the passages of all generations, of which the server knows nothing. It is asked for
more passages than are wanted, and again for twice as many where too few belong to the generation.
"""

from collections.abc import Callable, Sequence

import numpy as np

from index.store.manifest import Recall
from index.store.seekdb.database import Row
from index.store.seekdb.passages import Passages, marks
from index.store.seekdb.statistics import TermStatistics, token
from index.store.seekdb.vectors import as_text, cosines
from index.types import Vectors

_MARGIN, _AT_LEAST = 2, 64
"""Passages that the server selects: twice as many as are wanted, and 64 more."""
_MOST = 1 << 20
_COMMON = 0.02
"""Share of the passages from which a term is common. Common terms alone select no passage beside
rarer ones: they take the server most of the time, and weigh little."""
_EXACT_ROWS = 20_000
"""Passages of the reports of a filter up to which the server compares each of them."""
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
        total = sum(self._passages.reports[one].sentences for one in reports)
        exact = exact or self._exact or 0 < total <= _EXACT_ROWS
        order = f"ORDER BY negative_inner_product(near, %s) {'' if exact else 'APPROXIMATE'}"
        only = reports if exact else ()
        wanted = None if exact or not reports else set(reports)
        query, values = self._filter(only)
        statement = f"SELECT id, vector FROM {{}} {query and 'WHERE '}{query} {order} LIMIT %s"
        bound = [*values, as_text(vector)]
        return self._enough(k, wanted, lambda count: self._ask(statement, [*bound, count]))

    def matching(
        self, terms: Sequence[str], k: int, reports: Sequence[str]
    ) -> list[tuple[int, str]]:
        """Return (id, terms) of passages that hold terms, among them the k of highest share."""
        chosen = self._selective(terms)
        if not chosen or k == 0:
            return []
        words = " ".join(map(token, chosen))
        query, values = self._filter(reports)
        match = "MATCH (terms) AGAINST (%s)"
        statement = (
            f"SELECT id, terms FROM {{}} WHERE {match} {query and 'AND '}{query} "
            f"ORDER BY {match} DESC LIMIT %s"
        )
        return self._enough(
            k, None, lambda count: self._ask(statement, [words, *values, words, count])
        )

    def _selective(self, terms: Sequence[str]) -> list[str]:
        """Return the terms that select: those that passages hold, without common ones."""
        holders = self._statistics.holders(terms)
        held = [term for term in terms if holders[term]]
        few = _COMMON * self._statistics.passages
        return [term for term in held if holders[term] <= few] or held

    def _filter(self, reports: Sequence[str]) -> tuple[str, list[int]]:
        versions = [self._passages.version(one) for one in reports]
        return (f"version IN ({marks(versions)})" if versions else ""), versions

    def _ask(self, statement: str, values: Sequence[object]) -> list[Row]:
        return self._passages.ask(statement, values)

    def _enough(
        self, k: int, wanted: set[str] | None, ask: Callable[[int], list[Row]]
    ) -> list[Row]:
        """Ask for more and more passages until k of them belong to the generation.

        Args:
            wanted: the reports to which they are to belong; all when None.
        """
        count = _MARGIN * k + _AT_LEAST
        while True:
            rows = ask(count)
            live = [row for row in rows if self._passages.is_live(row[0])]
            if wanted is not None:
                live = [row for row in live if self._passages.key(row[0]).report in wanted]
            if len(live) >= k or len(rows) < count or count >= _MOST:
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
