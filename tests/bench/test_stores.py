"""A small run of the comparison of two stores."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from bench.sets import LabelledQuestion
from bench.stores.__main__ import measure
from bench.stores.causes import BY_BOTH, SCORES
from bench.stores.collection import FILTERS, Question, draw
from bench.stores.compared import Compared, compare, recall
from bench.stores.copied import copied
from bench.stores.recorded import MEANING, WORDS, Search
from bench.stores.remembered import RememberingEmbedder, RememberingReranker
from bench.stores.side import Side
from bench.stores.told import by_filter, causes, differences, table
from corpus.settings import Settings
from index.rerank.protocol import Reading
from index.search.scope import EVERYWHERE, Scope
from index.store import local_store, open_index
from index.store.protocol import View
from index.types import Key, RerankResult, Scored, Vectors
from service.answers.engine import Engine
from service.answers.opened import Opened
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import Server, served

QUESTIONS = [
    Question("What do tickets cost?", "small", FILTERS[0], EVERYWHERE),
    Question("Who is the harbor master?", "small", FILTERS[1], Scope(("notes/harbor",))),
    Question("When does the ferry leave?", "small", FILTERS[2], Scope(("ferry", "notes/harbor"))),
]


@pytest.fixture
def view(build: Callable[[], object], settings: Settings) -> View:
    build()
    return open_index(settings)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as one:
        yield one


@dataclass(slots=True)
class Changed:
    """A view that hides a passage from its searches, or tells other shares."""

    view: View
    hidden: Key | None = None
    share: float = 1.0

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        found = self.view.near(vectors, k, reports)
        return [[one for one in own if one.key != self.hidden] for own in found]

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        found = self.view.matching(terms, k, reports)
        return [
            one._replace(score=one.score * self.share) for one in found if one.key != self.hidden
        ]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view, name)


def against(settings: Settings, view: View, **change: Any) -> list[Compared]:
    """Compare a store with one that is changed."""

    class Other(Engine):
        @property
        def opened(self) -> Opened:
            own = super().opened
            return replace(own, generation=cast("View", Changed(own.generation, **change)))

    first = Side("first", Engine(settings, BagOfWords()))
    return list(compare(QUESTIONS, first, Side("other", Other(settings, BagOfWords())), view))


def test_a_copy_holds_the_reports_and_vectors_and_is_made_once(tmp_path: Path, view: View) -> None:
    store = local_store(tmp_path / "copy")
    first = copied(view, store, 1000)
    copy = store.open()
    for report in view.reports.values():
        name = report.source.id
        assert copy.report(name) == view.report(name)
        assert copy.content_keys(name) == view.content_keys(name)
        assert (copy.vectors(report.keys) == view.vectors(report.keys)).all()
    assert copy.manifest.fingerprint == view.manifest.fingerprint
    again = copied(view, store, 0)
    assert (again.number, again.passages) == (first.number + 1, first.passages)
    assert store.current() == store.open(again.generation).pointer


def test_a_store_answers_as_its_copy_does(settings: Settings, view: View) -> None:
    for one in against(settings, view):
        assert one.sentence
        assert one.place
        assert one.status
        assert one.five
        assert (one.confidence, one.cause) == (0, None)
        assert one.scores == {MEANING: 0, WORDS: 0}
        assert one.recall[MEANING]
        assert one.recall[WORDS]
        assert {*one.recall[MEANING], *one.recall[WORDS]} == {(1.0, 1.0)}


def test_a_passage_that_a_store_does_not_find_is_named_with_its_stage(
    settings: Settings, view: View
) -> None:
    (one, *others) = against(settings, view, hidden=Key("ferry", 3))
    assert (one.first.places[0], one.sentence, one.place) == ("ferry#s3", False, False)
    assert one.cause is not None
    assert one.cause.stage == BY_BOTH
    assert one.cause.detail.startswith("other has no ferry#s3 (cosine")
    assert one.recall[MEANING][0][0] == 1 > one.recall[MEANING][0][1]
    assert all(other.sentence for other in others)
    assert causes([one, *others])["first sentence"] == {BY_BOTH: 1}
    told = differences([one, *others])[0]
    assert (told["question"], told["cause"]) == ("What do tickets cost?", BY_BOTH)
    assert {"first sentence", "its place", "first five"} <= set(one.differing)
    assert told["differing"] == one.differing


def test_other_scores_of_the_same_candidates_are_named(settings: Settings, view: View) -> None:
    found = against(settings, view, share=-3.0)
    changed = [one for one in found if not one.five]
    assert changed
    assert {one.cause.stage for one in changed if one.cause} == {SCORES}
    assert all(one.scores[MEANING] == 0 < one.scores[WORDS] for one in found)


def test_the_recall_counts_the_best_and_forgives_ties_with_the_last() -> None:
    scores = {1: 0.9, 2: 0.8, 3: 0.5, 4: 0.5}
    best = [Scored(Key("a", number), scores[number]) for number in (1, 2, 3)]

    def found(*numbers: int) -> Search:
        own = tuple(Scored(Key("a", number), scores[number]) for number in numbers)
        return Search(WORDS, ("a",), 3, (), own)

    assert recall(best, found(1, 2, 4)) == 1
    assert recall(best, found(1, 3, 4)) == pytest.approx(2 / 3)
    assert recall([], found()) == 1


def test_the_questions_come_evenly_from_the_sets_and_half_of_them_with_a_filter() -> None:
    asked = [
        (name, LabelledQuestion(f"{name}{number}", f"{name} {number}?", "r1", "", True, ()))
        for name, size in (("many", 100), ("few", 4), ("some", 50))
        for number in range(size)
    ]
    reports = [f"{name}-r{number}" for name in ("many", "few", "some") for number in range(9)]
    drawn = draw(asked, 44, reports)
    assert Counter(one.set_name for one in drawn) == {"many": 20, "some": 20, "few": 4}
    assert Counter(one.filter for one in drawn) == dict(zip(FILTERS, (22, 11, 11), strict=True))
    for one in drawn:
        sizes = {FILTERS[0]: 0, FILTERS[1]: 1, FILTERS[2]: 10}
        assert len(one.scope.reports or ()) == sizes[one.filter]
        assert not one.scope.reports or f"{one.set_name}-r1" in one.scope.reports
    assert drawn == draw(asked, 44, reports)
    assert len({one.text for one in drawn}) == 44


def test_what_both_stores_ask_is_computed_once() -> None:
    embedder = BagOfWords()
    remembering = RememberingEmbedder(embedder)
    first, again = (remembering.encode([text]) for text in ("A ferry.", "A ferry."))
    assert (first == again).all()
    assert (first == BagOfWords().encode(["A ferry."])).all()
    remembering.encode(["A harbor."])
    assert embedder.encoded == ["A ferry.", "A harbor."]

    class Reader:
        identity = embedder.identity
        read = 0

        def score(
            self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
        ) -> dict[Key, RerankResult]:
            return self.score_all([Reading(question, tuple(keys), sentences)])[0]

        def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
            self.read += len(readings)
            return [
                {key: RerankResult(len(one.sentences[key])) for key in one.keys} for one in readings
            ]

    reader, key = Reader(), Key("a", 1)
    reranker = RememberingReranker(reader)
    for text, read in (("A ferry.", 1), ("A ferry.", 1), ("Another ferry.", 2)):
        assert reranker.score("Which?", [key], {key: text})[key].relevance == len(text)
        assert reader.read == read


def test_the_table_has_a_column_for_each_filter(settings: Settings, view: View) -> None:
    lines = list(table(by_filter(against(settings, view))))
    assert lines[0] == "| | all | no filter | one report | several reports |"
    assert "| questions | 3 | 1 | 1 | 1 |" in lines
    assert "| same first sentence | 1.0000 | 1.0000 | 1.0000 | 1.0000 |" in lines


@pytest.mark.parametrize("exact_up_to", [1000, 0])
def test_a_seekdb_server_answers_as_the_local_store(
    exact_up_to: int, settings: Settings, view: View, tmp_path: Path, server: Server
) -> None:
    local, address = replace(settings, index=tmp_path / "local"), server.address("compared")
    found, manifests = measure(local, address, QUESTIONS, view, exact_up_to, BagOfWords())
    assert [one.recall is None for one in manifests] == [True, exact_up_to > 0]
    assert all(one.sentence and one.status and one.five for one in found)
    assert max(score for one in found for score in one.scores.values()) < 1e-3
