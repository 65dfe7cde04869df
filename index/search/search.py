"""Run the first stage: search by vectors and by terms, and fuse the scores into one ranking.

The fused score is (1 - w) cosine + w share (``View.matching``). Both parts have the same scale for
every question, unlike BM25 divided by the best candidate's score. So the score is low where few
of the question's words occur, and it separates answered from unanswered questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.search.report_shares import report_shares
from index.store.protocol import View
from index.types import Hit, Key, Vectors
from index.words.question_words import QuestionWords
from index.words.terms import terms

IDENTITY_WEIGHT = 0.5
"""Weight of a report's share of the question in the score (docs/evaluation.md)."""
_LEAST_NAMED = 0.1
_MOST_NAMED = 8
_CANDIDATES_NAMED = 50
"""Sentences of the reports that a question names which become candidates, by each search."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to search for.

    Attributes:
        words: the question and its terms.
        count: maximum number of hits.
        reports: ids of the reports to search; all when empty.
        alternatives: expansions of its acronyms, for the search by terms.
        whole: the question that it is a part of, whose words may name a report; itself when None.
    """

    words: QuestionWords
    count: int
    reports: tuple[str, ...] = ()
    alternatives: str = ""
    whole: QuestionWords | None = None

    @property
    def text(self) -> str:
        """Return the question."""
        return self.words.text


class _Ranked(NamedTuple):
    """A candidate with its scores; see ``Hit``."""

    key: Key
    score: float
    fused: float
    cosine: float
    share: float
    naming: Mapping[str, float]


def search(
    view: View,
    queries: Sequence[Query],
    vectors: Vectors,
    candidates: int,
    lexical_weight: float,
) -> list[list[Hit]]:
    """Return the hits of each query, best first, ties by key.

    Passages with the same letters and digits share one hit (``Hit.duplicates``).

    Args:
        queries: one or more; their reports must exist in the view.
        vectors: of the queries; unit vectors of shape (len(queries), dimension).
        candidates: passages that each of the two searches returns before fusion; raised to
            the largest ``count`` of the queries.
        lexical_weight: w in the fused score, 0 to 1.
    """
    candidates = max(candidates, *(query.count for query in queries))
    nearest = _nearest(view, queries, vectors, candidates)
    found: list[list[Hit]] = []
    for query, vector, near in zip(queries, vectors, nearest, strict=True):
        ranked = _fused(view, query, vector, near, candidates, lexical_weight)
        hits = _distinct(view, query, ranked)
        if len(hits) < query.count and candidates < _searched(view, query):
            # Duplicates of a few sentences filled the candidates: search deeper.
            again = search(view, [query], vector[None], candidates * 4, lexical_weight)
            hits = again[0]
        found.append(hits)
    return found


def _distinct(view: View, query: Query, ranked: Sequence[_Ranked]) -> list[Hit]:
    """Return one hit for each set of duplicates, best first."""
    digests = view.digests(one.key for one in ranked)
    best: dict[bytes, _Ranked] = {}
    for one in ranked:
        best.setdefault(digests[one.key], one)
    kept = dict(list(best.items())[: query.count])
    passages = view.fetch(one.key for one in kept.values())
    places = view.duplicates(kept)
    searched = set(query.reports)
    return [
        Hit(
            passages[one.key],
            one.score,
            one.fused,
            one.cosine,
            one.share,
            tuple(
                other
                for other in places[digest]
                if other != one.key and (not searched or other.report in searched)
            ),
            naming=one.naming,
        )
        for digest, one in kept.items()
    ]


def _searched(view: View, query: Query) -> int:
    """Return the number of passages that the query searches."""
    return sum(view.reports[report].sentences for report in query.reports or view.reports)


def _nearest(
    view: View, queries: Sequence[Query], vectors: Vectors, candidates: int
) -> list[list[Key]]:
    """Return the passages of highest cosine; queries with the same filter share one search."""
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
    by_words = view.matching(words, candidates, query.reports)
    shares = report_shares(view, query.whole or query.words, query.reports)
    named = _most_named(shares)
    if named:
        near, matching = _within(view, query, vector, named)
        nearest = [*nearest, *near, *matching]
    keys = [key for key, _ in by_words]
    # Not by "@", whose last bit depends on where a row stands: equal vectors are to be ties.
    cosines = np.einsum("ij,j->i", view.vectors(keys), vector).tolist()
    scored = list(zip(keys, cosines, (share for _, share in by_words), strict=True))
    # A search by words for given passages costs as much as one for the best: only what it lacks.
    known = set(keys)
    rest = [key for key in dict.fromkeys(nearest) if key not in known]
    scored += (
        (key, cosine, share)
        for key, (cosine, share) in zip(rest, view.scored(rest, vector, words), strict=True)
    )
    ranked = []
    for key, cosine, share in scored:
        fused = (1 - lexical_weight) * cosine + lexical_weight * share
        naming = shares.get(key.report, {})
        score = fused + IDENTITY_WEIGHT * sum(naming.values())
        ranked.append(_Ranked(key, score, fused, cosine, share, naming))
    return sorted(ranked, key=lambda one: (-one.score, one.key))


def _most_named(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the ids of the reports that a question names best, in order."""
    share = {report: sum(own.values()) for report, own in shares.items()}
    named = sorted(share, key=lambda report: (-share[report], report))
    return sorted(report for report in named[:_MOST_NAMED] if share[report] >= _LEAST_NAMED)


def _within(
    view: View, query: Query, vector: Vectors, reports: Sequence[str]
) -> tuple[list[Key], list[Key]]:
    """Return the passages of the named reports that are nearest, and that share most words."""
    (near,) = view.near(vector[None], _CANDIDATES_NAMED, reports)
    matching = view.matching(query.words.terms, _CANDIDATES_NAMED, reports)
    return [key for key, _ in near], [key for key, _ in matching]
