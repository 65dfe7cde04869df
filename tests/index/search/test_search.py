from collections.abc import Callable

import numpy as np
import pytest

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.search.search import Query, search
from index.store.local.generation import Generation, open_index
from index.words.terms import terms
from tests.fakes import BagOfWords


@pytest.fixture
def generation(settings: Settings, build: Callable[..., BuildSummary]) -> Generation:
    build()
    return open_index(settings.index)


def test_the_fused_score_is_what_its_formula_says(generation: Generation) -> None:
    text = "When does the ferry leave?"
    vector = BagOfWords().encode([text])
    (hits,) = search(generation, [Query(text, 10)], vector, 100, 0.5)
    words = [term.text for term in terms(text)]
    by_words = dict(generation.lexical.search(words, 10))
    best = generation.lexical.best_possible(words)
    vectors = generation.vectors.vectors(np.arange(6))
    expected = {
        row: 0.5 * float(vectors[row] @ vector[0]) + 0.5 * by_words.get(row, 0) / best
        for row in range(6)
    }
    assert {hit.row: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
    assert [hit.row for hit in hits] == sorted(expected, key=lambda row: (-expected[row], row))
    assert hits[0].passage.quote == "The ferry to Kestrel Bay leaves at nine."


def test_a_filter_brings_only_its_reports_and_leaves_their_scores(generation: Generation) -> None:
    text = "Who is the harbor master?"
    vector = BagOfWords().encode([text])
    (everywhere,) = search(generation, [Query(text, 10)], vector, 100, 0.5)
    (filtered,) = search(generation, [Query(text, 10, ("notes/harbor",))], vector, 100, 0.5)
    assert filtered == [hit for hit in everywhere if hit.passage.report_id == "notes/harbor"]


def test_questions_asked_together_are_answered_as_if_alone(generation: Generation) -> None:
    queries = [
        Query("ferry tickets", 3),
        Query("harbor master", 2, ("notes/harbor",)),
        Query("???", 1),
        Query("cars", 6, ("ferry", "notes/harbor")),
    ]
    vectors = BagOfWords().encode([query.text for query in queries])
    together = search(generation, queries, vectors, 100, 0.5)
    for at, query in enumerate(queries):
        (alone,) = search(generation, [query], vectors[at : at + 1], 100, 0.5)
        assert together[at] == alone
        assert len(alone) == min(query.count, 6 if len(query.reports) != 1 else 2)
