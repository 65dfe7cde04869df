from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from corpus.errors import SettingError
from corpus.settings import Settings
from index.build.build import BuildSummary
from index.encode.sentence_transformer import ModelIdentity
from index.rerank.model import Reading
from index.rerank.second_stage import orderings, reread
from index.search.search import Hit, Query, search
from index.store.local.generation import Generation, open_index
from tests.fakes import BagOfWords


class Contrary:
    """Reads, and finds the later rows the more relevant."""

    def __init__(self, name: str = "contrary") -> None:
        self.identity = ModelIdentity(name, "")
        self.seen: dict[int, str] = {}

    def read(
        self, question: str, rows: Iterable[int], sentences: Mapping[int, str]
    ) -> dict[int, Reading]:
        self.seen = dict(sentences)
        return {row: Reading(float(row)) for row in rows}


@pytest.fixture
def generation(settings: Settings, build: Callable[..., BuildSummary]) -> Generation:
    build()
    return open_index(settings.index)


@pytest.fixture
def hits(generation: Generation) -> list[Hit]:
    vector = BagOfWords().encode(["the ferry leaves"])
    (found,) = search(generation, [Query("the ferry leaves", 6)], vector, 100, 0.5)
    return found


def test_a_reader_without_a_fitted_ordering_orders_alone(
    generation: Generation, hits: list[Hit]
) -> None:
    again = reread(generation, "the ferry leaves", hits, Contrary(), 6)
    assert [hit.row for hit in again] == [5, 4, 3, 2, 1, 0]
    assert [hit.score for hit in again] == [5, 4, 3, 2, 1, 0]


def test_a_fitted_ordering_weighs_both_stages(generation: Generation, hits: list[Hit]) -> None:
    weights = orderings()["pincite-reader"]
    assert min(weights.cosine, weights.share, weights.carried, weights.relevance) > 0
    again = reread(generation, "the ferry leaves", hits, Contrary("pincite-reader"), 6)
    for hit in again:
        expected = (
            weights.cosine * hit.cosine
            + weights.share * hit.share
            + weights.carried * hit.carried
            + weights.relevance * hit.row
        )
        assert hit.score == pytest.approx(expected)
    assert again == sorted(again, key=lambda hit: (-hit.score, hit.row))


def test_only_the_candidates_are_read_and_the_rest_follow_in_their_order(
    generation: Generation, hits: list[Hit]
) -> None:
    again = reread(generation, "the ferry leaves", hits, Contrary(), 2)
    assert {hit.row for hit in again[:2]} == {hit.row for hit in hits[:2]}
    assert [hit.row for hit in again[2:]] == [hit.row for hit in hits[2:]]
    assert all(hit.reading is None for hit in again[2:])
    scores = [hit.score for hit in again]
    assert scores == sorted(scores, reverse=True)


def test_the_reader_gets_the_sentence_before_in_the_same_report(
    generation: Generation, hits: list[Hit]
) -> None:
    reader = Contrary()
    reread(generation, "the ferry leaves", [hit for hit in hits if hit.row in (3, 4)], reader, 6)
    first_of_report = {report.rows.start for report in generation.passages.reports.values()}
    assert 4 in first_of_report
    assert sorted(reader.seen) == [2, 3, 4]


def test_no_hits_are_none(generation: Generation) -> None:
    assert reread(generation, "?", [], Contrary(), 6) == []


def test_any_cross_encoder_takes_the_readers_place(tmp_path: Path) -> None:
    from index.rerank.cross_encoder import CrossEncoderReader
    from tests.tiny_models import cross_encoder

    reader = CrossEncoderReader(str(cross_encoder(tmp_path / "one", scores=1)), "cpu", 1)
    sentences = {3: "The ferry leaves at nine.", 4: "It carries forty cars."}
    readings = reader.read("When does it leave?", [3, 4], sentences)
    assert sorted(readings) == [3, 4]
    assert readings[3].relevance != readings[4].relevance
    assert readings[3].answers is None
    assert readings[3].answer is None
    assert reader.read("When?", [], {}) == {}


def test_a_cross_encoder_with_several_scores_is_refused(tmp_path: Path) -> None:
    from index.rerank.cross_encoder import CrossEncoderReader
    from tests.tiny_models import cross_encoder

    reader = CrossEncoderReader(str(cross_encoder(tmp_path / "three", scores=3)), "cpu", 1)
    with pytest.raises(SettingError, match="gives 3 scores a pair"):
        reader.read("When?", [1, 2], {1: "At nine.", 2: "At ten."})
