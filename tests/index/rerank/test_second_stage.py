from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path

import pytest

from corpus.errors import SettingError
from index.rerank.model import PACKAGED_RERANKER, OnnxReranker
from index.rerank.ordering import orderings
from index.rerank.protocol import Reading
from index.rerank.second_stage import rerank, rerank_all
from index.store.protocol import View
from index.types import Hit, Key, ModelIdentity, RerankResult
from index.words.question_words import QuestionWords

WORDS = QuestionWords("the ferry leaves")
KEYS = [*(Key("ferry", at) for at in range(1, 5)), Key("notes/harbor", 1), Key("notes/harbor", 2)]


class Contrary:
    """Reads, and finds the later sentences the more relevant."""

    def __init__(self, name: str = "contrary") -> None:
        self.identity = ModelIdentity(name, "")
        self.seen: dict[Key, str] = {}

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        self.seen = dict(sentences)
        return {key: RerankResult(float(KEYS.index(key))) for key in keys}

    def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
        return [self.score(one.question, one.keys, one.sentences) for one in readings]


def test_a_reranker_without_a_fitted_ordering_orders_alone(view: View, hits: list[Hit]) -> None:
    again = rerank(view, WORDS, hits, Contrary(), 6)
    assert [hit.key for hit in again] == KEYS[::-1]
    assert [hit.score for hit in again] == [5, 4, 3, 2, 1, 0]


def test_a_fitted_ordering_weighs_both_stages(view: View, hits: list[Hit]) -> None:
    ordering = orderings()["pincite-reader"]
    for name in ("cosine", "share", "carried", "relevance"):
        assert ordering.weights[name] > 0
    again = rerank(view, WORDS, hits, Contrary("pincite-reader"), 6)
    ranks = {hit.key: rank for rank, hit in enumerate(hits, start=1)}
    for hit in again:
        values = {
            "cosine": hit.cosine,
            "share": hit.share,
            "carried": hit.carried,
            "relevance": KEYS.index(hit.key),
            "answers": 0.0,
            "rank": 1 / ranks[hit.key],
            "length": log(len(hit.passage.quote)),
        }
        expected = sum(weight * values[name] for name, weight in ordering.weights.items())
        assert hit.score == pytest.approx(expected)
    assert again == sorted(again, key=lambda hit: (-hit.score, hit.key))


def test_questions_that_are_read_together_have_the_hits_that_each_has_alone(
    view: View, hits: list[Hit]
) -> None:
    reranker = OnnxReranker(PACKAGED_RERANKER, threads=2)
    asked = [
        (QuestionWords("When does the ferry leave?"), hits[:4]),
        (QuestionWords("Who is the harbor master?"), []),
        (QuestionWords("How much does a ticket cost?"), hits[1:]),
    ]
    alone = [rerank(view, words, some, reranker, 3) for words, some in asked]
    assert rerank_all(view, asked, reranker, 3) == alone
    assert rerank_all(view, asked[::-1], reranker, 3) == alone[::-1]
    assert any(hit.reranked and hit.reranked.answer for hit in alone[0])


def test_only_the_candidates_are_read_and_the_rest_follow_in_their_order(
    view: View, hits: list[Hit]
) -> None:
    again = rerank(view, WORDS, hits, Contrary(), 2)
    assert {hit.key for hit in again[:2]} == {hit.key for hit in hits[:2]}
    assert [hit.key for hit in again[2:]] == [hit.key for hit in hits[2:]]
    assert all(hit.reranked is None for hit in again[2:])
    scores = [hit.score for hit in again]
    assert scores == sorted(scores, reverse=True)


def test_the_reranker_gets_the_sentence_before_in_the_same_report(
    view: View, hits: list[Hit]
) -> None:
    reranker = Contrary()
    rerank(view, WORDS, [hit for hit in hits if hit.key in KEYS[3:5]], reranker, 6)
    assert KEYS[4].number == 1
    assert sorted(reranker.seen) == KEYS[2:5]


def test_no_hits_are_none(view: View) -> None:
    assert rerank(view, QuestionWords("?"), [], Contrary(), 6) == []


@pytest.mark.slow
def test_any_cross_encoder_takes_the_rerankers_place(tmp_path: Path) -> None:
    from index.rerank.cross_encoder import CrossEncoderReranker
    from tests.tiny_models import cross_encoder

    reranker = CrossEncoderReranker(str(cross_encoder(tmp_path / "one", scores=1)), "cpu", 1)
    three, four = Key("ferry", 3), Key("ferry", 4)
    sentences = {three: "The ferry leaves at nine.", four: "It carries forty cars."}
    results = reranker.score("When does it leave?", [three, four], sentences)
    assert sorted(results) == [three, four]
    assert results[three].relevance != results[four].relevance
    assert results[three].answers is None
    assert results[three].answer is None
    assert reranker.score("When?", [], {}) == {}


@pytest.mark.slow
def test_a_cross_encoder_with_several_scores_is_refused(tmp_path: Path) -> None:
    from index.rerank.cross_encoder import CrossEncoderReranker
    from tests.tiny_models import cross_encoder

    reranker = CrossEncoderReranker(str(cross_encoder(tmp_path / "three", scores=3)), "cpu", 1)
    with pytest.raises(SettingError, match="gives 3 scores a pair"):
        reranker.score("When?", KEYS[:2], {KEYS[0]: "At nine.", KEYS[1]: "At ten."})
