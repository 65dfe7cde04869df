"""The first stage: the passages nearest in meaning and in words, fused into one ranking.

The fused score is (1 - w) cosine + w share, with the share of the question's words that
the store gives (``View.matching``). Unlike BM25 scaled by the best candidate, both parts mean
the same for every question: words weigh little where few of the question's words are found,
and the score tells an answered question from one that is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.store.protocol import View
from index.types import Hit, Key, Vectors
from index.words.question_words import QuestionWords
from index.words.terms import terms


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be searched for.

    Attributes:
        reports: ids of the reports to search in; all when empty.
        alternatives: other forms of its words, for the search by words.
    """

    words: QuestionWords
    count: int
    reports: tuple[str, ...] = ()
    alternatives: str = ""

    @property
    def text(self) -> str:
        """Return the question."""
        return self.words.text


class _Ranked(NamedTuple):
    """A candidate with its fused score."""

    key: Key
    score: float
    cosine: float
    share: float


def search(
    view: View,
    queries: Sequence[Query],
    vectors: Vectors,
    candidates: int,
    lexical_weight: float,
) -> list[list[Hit]]:
    """Return the best passages of each query, best first, ties by report and sentence.

    Passages that say the same take one rank, with the other places in ``Hit.twins``.

    Args:
        queries: one or more; their reports must be in the generation.
        vectors: the unit vector of each query; shape (len(queries), dimension).
        candidates: passages that either search brings before they are fused;
            never fewer than a query wants.
        lexical_weight: w above, 0 to 1.
    """
    candidates = max(candidates, *(query.count for query in queries))
    nearest = _nearest(view, queries, vectors, candidates)
    found: list[list[Hit]] = []
    for query, vector, near in zip(queries, vectors, nearest, strict=True):
        ranked = _fused(view, query, vector, near, candidates, lexical_weight)
        hits = _distinct(view, query, ranked)
        if len(hits) < query.count and candidates < _searched(view, query):
            # Copies of a few sentences took all the places.
            again = search(view, [query], vector[None], candidates * 4, lexical_weight)
            hits = again[0]
        found.append(hits)
    return found


def _distinct(view: View, query: Query, ranked: Sequence[_Ranked]) -> list[Hit]:
    """Return a hit for each thing said, best first."""
    says = view.says(one.key for one in ranked)
    best: dict[bytes, _Ranked] = {}
    for one in ranked:
        best.setdefault(says[one.key], one)
    kept = dict(list(best.items())[: query.count])
    passages = view.fetch(one.key for one in kept.values())
    places = view.duplicates(kept)
    searched = set(query.reports)
    return [
        Hit(
            passages[one.key],
            one.score,
            one.score,
            one.cosine,
            one.share,
            tuple(
                twin
                for twin in places[said]
                if twin != one.key and (not searched or twin.report in searched)
            ),
        )
        for said, one in kept.items()
    ]


def _searched(view: View, query: Query) -> int:
    """Return how many passages the query searches."""
    return sum(view.reports[report].sentences for report in query.reports or view.reports)


def _nearest(
    view: View, queries: Sequence[Query], vectors: Vectors, candidates: int
) -> list[list[Key]]:
    """Return the passages nearest in meaning; queries with the same filter go together."""
    found: list[list[Key]] = [[] for _ in queries]
    filters: dict[tuple[str, ...], list[int]] = {}
    for at, query in enumerate(queries):
        filters.setdefault(query.reports, []).append(at)
    for reports, members in filters.items():
        near = view.near(vectors[members], candidates, reports)
        for at, scored in zip(members, near, strict=True):
            found[at] = [key for key, _ in scored]
    return found


def _fused(
    view: View,
    query: Query,
    vector: Vectors,
    nearest: list[Key],
    candidates: int,
    lexical_weight: float,
) -> list[_Ranked]:
    words = [*query.words.terms, *(term.text for term in terms(query.alternatives))]
    shares = dict(view.matching(words, candidates, query.reports))
    # A search by words for given passages costs as much as one for the best: only what it lacks.
    rest = [key for key in nearest if key not in shares]
    shares |= zip(rest, (share for _, share in view.scored(rest, vector, words)), strict=True)
    keys = list(shares)
    # Not by "@", whose last bit depends on where a row stands: equal vectors are to be ties.
    cosines = np.einsum("ij,j->i", view.vectors(keys), vector).tolist()
    ranked = [
        _Ranked(
            key,
            (1 - lexical_weight) * cosine + lexical_weight * shares[key],
            cosine,
            shares[key],
        )
        for key, cosine in zip(keys, cosines, strict=True)
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.key))
