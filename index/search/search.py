"""The first stage: the passages nearest in meaning and in words, fused into one ranking.

The fused score is (1 - w) cosine + w share, where share is the passage's BM25
score divided by the best that this question could get anywhere
(``LexicalIndex.best_possible``). Unlike min-max over the candidates, both parts
mean the same for every question: words weigh little where few of the question's
words are found, and the score tells an answered question from one that is not.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.report import Passage
from index.encode.sentence_transformer import Vectors
from index.rerank.model import Reading
from index.store.local.generation import Generation
from index.words.terms import terms


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be searched for.

    Attributes:
        reports: ids of the reports to search in; all when empty.
        alternatives: other forms of its words, for the search by words.
    """

    text: str
    count: int
    reports: tuple[str, ...] = ()
    alternatives: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer, higher scores better.

    Attributes:
        score: what the hits of a question are ordered by; of no unit.
        fused: the first stage's score, by which it alone orders them.
        cosine: of the question and the passage with its neighbours, -1 to 1.
        share: of the question's weight in words that the passage holds, 0 to 1.
        carried: of the question's words by the sentence before (``index.words.question_words``),
            where the second stage read the passage.
        twins: the other rows that say the same, within the reports searched.
        reading: what the reader says; None where it was not asked.
    """

    passage: Passage
    row: int
    score: float
    fused: float
    cosine: float
    share: float
    twins: tuple[int, ...] = ()
    reading: Reading | None = None
    carried: float = 0.0


def search(
    generation: Generation,
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
    nearest = _nearest(generation, queries, vectors, candidates)
    found: list[list[Hit]] = []
    for query, vector, rows in zip(queries, vectors, nearest, strict=True):
        ranked = _fused(generation, query, vector, rows, candidates, lexical_weight)
        hits = _distinct(generation, query, ranked)
        if len(hits) < query.count and candidates < _searched(generation, query):
            # Copies of a few sentences took all the places.
            again = search(generation, [query], vector[None], candidates * 4, lexical_weight)
            hits = again[0]
        found.append(hits)
    return found


def _distinct(
    generation: Generation, query: Query, ranked: Sequence[tuple[int, float, float, float]]
) -> list[Hit]:
    """Return a hit for each thing said, best first."""
    store = generation.passages
    said = store.said(row for row, *_ in ranked)
    best: dict[bytes, tuple[int, float, float, float]] = {}
    for one in ranked:
        best.setdefault(said[one[0]], one)
    kept = list(best.items())[: query.count]
    passages = store.fetch(row for _, (row, *_) in kept)
    searched = sorted(
        (store.reports[report].rows for report in query.reports),
        key=lambda part: (part.start, part.stop),
    )
    return [
        Hit(
            passages[row],
            row,
            score,
            score,
            cosine,
            share,
            tuple(
                twin
                for twin in store.twins(key)
                if twin != row and (not searched or is_within(twin, searched))
            ),
        )
        for key, (row, score, cosine, share) in kept
    ]


def is_within(row: int, parts: Sequence[range]) -> bool:
    """Tell whether a row lies in one of the ranges, which are in order."""
    at = bisect_right(parts, row, key=lambda part: part.start)
    return at > 0 and row in parts[at - 1]


def _searched(generation: Generation, query: Query) -> int:
    """Return how many passages the query searches."""
    reports = generation.passages.reports
    return sum(len(reports[report].rows) for report in query.reports or reports)


def _nearest(
    generation: Generation, queries: Sequence[Query], vectors: Vectors, candidates: int
) -> list[list[int]]:
    """Return the rows nearest in meaning; queries with the same filter are searched together."""
    found: list[list[int]] = [[] for _ in queries]
    filters: dict[tuple[str, ...], list[int]] = {}
    for at, query in enumerate(queries):
        filters.setdefault(query.reports, []).append(at)
    for reports, members in filters.items():
        allowed = [generation.passages.reports[report].rows for report in reports] or None
        hits = generation.vectors.search(vectors[members], candidates, allowed)
        for at, (rows, _) in zip(members, hits, strict=True):
            found[at] = [int(row) for row in rows]
    return found


def _fused(
    generation: Generation,
    query: Query,
    vector: Vectors,
    nearest: list[int],
    candidates: int,
    lexical_weight: float,
) -> list[tuple[int, float, float, float]]:
    lexical = generation.lexical
    words = [term.text for term in terms(f"{query.text} {query.alternatives}")]
    numbers = [generation.passages.report_number(report) for report in query.reports] or None
    by_words = dict(lexical.search(words, candidates, numbers))
    by_words |= lexical.scores(words, [row for row in nearest if row not in by_words])
    rows = np.array(sorted({*nearest, *by_words}), dtype=np.int64)
    cosines = generation.vectors.vectors(rows) @ vector
    best = lexical.best_possible(words) or 1.0
    shares = np.array([by_words.get(int(row), 0.0) / best for row in rows])
    scores = (1 - lexical_weight) * cosines + lexical_weight * shares
    order = np.lexsort((rows, -scores))
    return [
        (int(rows[at]), float(scores[at]), float(cosines[at]), float(shares[at])) for at in order
    ]
