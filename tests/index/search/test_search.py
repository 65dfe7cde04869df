from pathlib import Path

import pytest

from index.search.search import Query, search
from index.store import open_index
from index.store.protocol import View
from index.words.question_words import QuestionWords
from index.words.terms import terms
from tests.fakes import BagOfWords


@pytest.fixture(scope="module")
def view(small_index: Path) -> View:
    return open_index(small_index)


def test_the_fused_score_is_what_its_formula_says(view: View) -> None:
    text = "When does the ferry leave?"
    vector = BagOfWords().encode([text])
    (hits,) = search(view, [Query(QuestionWords(text), 10)], vector, 100, 0.5)
    words = [term.text for term in terms(text)]
    shares = dict(view.matching(words, 10))
    keys = [key for report in view.reports.values() for key in report.keys]
    assert len(keys) == 6
    expected = {
        key: 0.5 * float(own @ vector[0]) + 0.5 * shares.get(key, 0)
        for key, own in zip(keys, view.vectors(keys), strict=True)
    }
    assert {hit.key: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
    assert [hit.key for hit in hits] == sorted(expected, key=lambda key: (-expected[key], key))
    assert hits[0].passage.quote == "The ferry to Kestrel Bay leaves at nine."


def test_a_filter_brings_only_its_reports_and_leaves_their_scores(view: View) -> None:
    text = "Who is the harbor master?"
    vector = BagOfWords().encode([text])
    (everywhere,) = search(view, [Query(QuestionWords(text), 10)], vector, 100, 0.5)
    (filtered,) = search(
        view, [Query(QuestionWords(text), 10, ("notes/harbor",))], vector, 100, 0.5
    )
    assert filtered == [hit for hit in everywhere if hit.passage.report_id == "notes/harbor"]


def test_questions_asked_together_are_answered_as_if_alone(view: View) -> None:
    queries = [
        Query(QuestionWords("ferry tickets"), 3),
        Query(QuestionWords("harbor master"), 2, ("notes/harbor",)),
        Query(QuestionWords("???"), 1),
        Query(QuestionWords("cars"), 6, ("ferry", "notes/harbor")),
    ]
    vectors = BagOfWords().encode([query.text for query in queries])
    together = search(view, queries, vectors, 100, 0.5)
    for at, query in enumerate(queries):
        (alone,) = search(view, [query], vectors[at : at + 1], 100, 0.5)
        assert together[at] == alone
        assert len(alone) == min(query.count, 6 if len(query.reports) != 1 else 2)
