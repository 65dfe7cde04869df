"""Let the server select passages for a question; the caller scores and orders them.

The table holds the passages of all generations, of which the server knows nothing. It is asked for
more passages than are wanted, and again for twice as many where too few belong to the generation.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

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
_MOST_SCORED = 100_000
"""Passages that hold a term of a question, added up over its terms, up to which all terms select.
The server scores each of them, in some tenth of a second. Beyond it the commonest terms, which
weigh least, select no passages beside rarer ones."""
_QUESTIONS = 50
_DEPTHS = (10, 100)
_NOISE = 1e-5


def _selected(k: int) -> int:
    return _MARGIN * k + _AT_LEAST


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
        nearest = "ORDER BY negative_inner_product(near, %s)"
        bound = [as_text(vector)]
        if self._are_few(reports):
            query, values = self._within(reports)
            statement = f"SELECT id, vector FROM {{}} WHERE {query} {nearest} LIMIT %s"
            return self._ask(statement, [*values, *bound, _selected(k)])
        order = "" if exact or self._exact else "APPROXIMATE"
        statement = f"SELECT id FROM {{}} {nearest} {order} LIMIT %s"
        ids = self._enough(k, reports, k, lambda count: self._ask(statement, [*bound, count]))
        # The server orders as the caller does, up to equal vectors.
        found = self._passages.searched(ids[: k + _AT_LEAST])
        return [(one, held.vector) for one, held in found.items()]

    def matching(
        self, terms: Sequence[str], k: int, reports: Sequence[str]
    ) -> list[tuple[int, str]]:
        """Return (id, terms) of passages that hold terms, among them the k of highest share."""
        held = self._held(terms)
        words = [token(term) for term in held]
        if not words or k == 0:
            return []
        if self._are_few(reports):
            query, values = self._within(reports)
            any_of = " OR ".join(["terms LIKE %s"] * len(words))
            statement = f"SELECT id, terms FROM {{}} WHERE ({query}) AND ({any_of})"
            return self._ask(statement, [*values, *(f"%{word}%" for word in words)])
        match, text = "MATCH (terms) AGAINST (%s)", " ".join(map(token, self._selective(held)))
        statement = f"SELECT id FROM {{}} WHERE {match} ORDER BY {match} DESC LIMIT %s"
        # The server ranks slightly otherwise: it counts the terms of all generations.
        least = k + (k + _AT_LEAST) // 2
        ids = self._enough(
            k, reports, least, lambda count: self._ask(statement, [text, text, count])
        )
        found = self._passages.searched(ids[: _selected(k)])
        return [(one, held.terms) for one, held in found.items()]

    def _held(self, terms: Sequence[str]) -> dict[str, int]:
        """Return the number of passages that hold each term, without terms that none holds."""
        return {term: held for term, held in self._statistics.holders(terms).items() if held}

    def _selective(self, held: Mapping[str, int]) -> list[str]:
        """Return the rarest terms whose passages the server can score in time; one at least."""
        terms = sorted(held, key=held.__getitem__)
        scored = accumulate(map(held.__getitem__, terms))
        return [
            term
            for at, (term, many) in enumerate(zip(terms, scored, strict=True))
            if not at or many <= _MOST_SCORED
        ]

    def _are_few(self, reports: Sequence[str]) -> bool:
        return 0 < self._sentences(reports) <= _FEW

    def _sentences(self, reports: Sequence[str]) -> int:
        return sum(self._passages.reports[one].sentences for one in reports)

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
    ) -> list[int]:
        """Ask for more and more ids until enough of them belong to the generation; return these.

        Args:
            reports: to which they are to belong; all when empty.
            least: how many are enough.
        """
        wanted = set(reports)
        # A filter passes about its share of what the server selects.
        passed = self._sentences(reports) if reports else self._statistics.passages
        count = min(_MOST, _selected(k) * self._statistics.passages // max(passed, 1))
        while True:
            ids = [one for (one,) in ask(count)]
            live = [one for one in ids if self._passages.is_live(one)]
            if wanted:
                live = [one for one in live if self._passages.key(one).report in wanted]
            if len(live) >= least or len(ids) < count or count >= _MOST:
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
