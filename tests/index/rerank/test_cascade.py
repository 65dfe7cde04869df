"""The cascade: after a few candidates, whether the others need to be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp, log

import pytest

from corpus.report import Cell, TableRow
from index.rerank import second_stage
from index.rerank.cascade import LEAST_ANSWERS, ROUNDS, Cascade, cascades, features
from index.rerank.model import NAME
from index.rerank.ordering import Ordering
from index.rerank.protocol import Reading
from index.rerank.second_stage import may_disagree, rerank, rerank_all
from index.store.protocol import View
from index.types import Hit, Key, ModelIdentity, RerankResult
from index.words.question_words import QuestionWords

WORDS = QuestionWords("the ferry leaves")


class Counting:
    """Reads, and keeps what it read, round by round."""

    def __init__(self, answers: float = 3.0, answer: tuple[int, int] | None = None) -> None:
        self.identity = ModelIdentity(NAME, "")
        self.rounds: list[list[Key]] = []
        self._answers, self._answer = answers, answer

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        return self.score_all([Reading(question, tuple(keys), sentences)])[0]

    def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
        self.rounds += [list(one.keys) for one in readings if one.keys]
        found = RerankResult(0.0, self._answers, self._answer)
        return [dict.fromkeys(one.keys, found) for one in readings]

    @property
    def count(self) -> int:
        return sum(map(len, self.rounds))


def saying(chances: Mapping[int, float]) -> dict[str, Cascade]:
    """Return cascades that give the same chance whatever was read."""
    return {NAME: Cascade({n: (log(one / (1 - one)), {}) for n, one in chances.items()})}


def read_hits(hits: Sequence[Hit]) -> list[Hit]:
    first, second = (
        replace(hit, score=score, reranked=RerankResult(relevance, answers, None, -1.5))
        for hit, score, relevance, answers in zip(
            hits, (4.0, 1.5), (2.0, 0.5), (3.0, -1.0), strict=False
        )
    )
    return [first, second]


def test_the_features_are_those_of_the_first_two_and_of_the_best_unread_ones(
    hits: list[Hit],
) -> None:
    read, unread = read_hits(hits), hits[2:]
    found = features(WORDS, read, unread)
    assert (found["lead"], found["answers"], found["relevance"]) == (2.5, 3.0, 2.0)
    assert (found["second answers"], found["second relevance"]) == (-1.0, 0.5)
    assert found["answer odds"] == -1.5
    best = max(hit.fused for hit in unread)
    assert found["unread fused"] == best
    assert found["fused above"] == hits[0].fused - best
    assert found["cosine above"] == hits[0].cosine - max(hit.cosine for hit in unread)
    assert found["stays"] == 1.0
    assert features(WORDS, read[::-1], unread)["stays"] == 0.0
    assert found["words"] == log(1 + len(WORDS.terms))


def test_the_chance_is_that_of_a_logistic_model(hits: list[Hit]) -> None:
    model = Cascade({2: (0.25, {"lead": -0.5, "answers": 0.1})})
    chance = model.change(WORDS, read_hits(hits), hits[2:])
    assert chance == pytest.approx(1 / (1 + exp(-(0.25 - 0.5 * 2.5 + 0.1 * 3.0))))


def test_where_the_first_does_not_seem_to_answer_all_are_read(
    view: View, hits: list[Hit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_stage, "cascades", lambda: saying({2: 0.001, 4: 0.001}))
    doubtful, sure = (Counting(answers=LEAST_ANSWERS + more) for more in (-0.1, 0.1))
    rerank(view, WORDS, hits, doubtful, 6, stop=0.02)
    rerank(view, WORDS, hits, sure, 6, stop=0.02)
    assert (doubtful.count, sure.count) == (6, 2)


@pytest.mark.parametrize(("row", "read"), [(0, 6), (1, 6), (2, 2)])
def test_where_a_row_of_a_table_is_among_the_best_all_are_read_together(
    view: View, hits: list[Hit], monkeypatch: pytest.MonkeyPatch, row: int, read: int
) -> None:
    monkeypatch.setattr(second_stage, "cascades", lambda: saying({2: 0.001, 4: 0.001}))
    of_table = replace(hits[row].passage, row=TableRow(None, (Cell(0, 1),)))
    hits[row] = replace(hits[row], passage=of_table)
    reranker = Counting()
    rerank(view, WORDS, hits, reranker, 6, stop=0.02)
    assert [len(keys) for keys in reranker.rounds] == [read]


@pytest.mark.parametrize(
    ("chances", "stop", "rounds"),
    [
        ((0.01, 0.01), 0.02, [2]),
        ((0.05, 0.01), 0.02, [2, 2]),
        ((0.05, 0.05), 0.02, [2, 2, 2]),
        ((0.01, 0.01), 0.0, [6]),
        ((0.9, 0.9), 1.0, [2]),
    ],
)
def test_reading_ends_after_the_round_whose_chance_is_below_the_limit(
    view: View,
    hits: list[Hit],
    monkeypatch: pytest.MonkeyPatch,
    chances: tuple[float, float],
    stop: float,
    rounds: list[int],
) -> None:
    of_rounds = dict(zip(ROUNDS, chances, strict=True))
    monkeypatch.setattr(second_stage, "cascades", lambda: saying(of_rounds))
    reranker = Counting()
    found = rerank(view, WORDS, hits, reranker, 6, stop)
    assert [len(keys) for keys in reranker.rounds] == rounds
    assert sum(hit.reranked is not None for hit in found) == sum(rounds)
    assert {hit.key for hit in found} == {hit.key for hit in hits}


def test_unread_sentences_with_a_number_are_read_where_the_answer_is_one(
    view: View, hits: list[Hit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_stage, "cascades", lambda: saying({2: 0.001, 4: 0.001}))
    numbered = [
        replace(hit, passage=replace(hit.passage, quote=f"{at if at in (0, 4) else 'no'} boats"))
        for at, hit in enumerate(hits)
    ]
    reranker = Counting(answer=(0, 1))
    found = rerank(view, WORDS, numbered, reranker, 6, stop=0.02)
    expected = {hit.key for hit in [*numbered[:2], numbered[4]]}
    assert {hit.key for hit in found if hit.reranked is not None} == expected


@pytest.mark.parametrize(
    ("first", "other", "does"),
    [
        ("13 boats", "35 boats", True),
        ("seven boats", "nine boats", True),
        ("13 boats", "thirty-five boats", True),
        ("13 boats", "no boats", False),
        ("no boats", "35 boats", False),
    ],
)
def test_a_figure_may_be_written_in_words(
    hits: list[Hit], first: str, other: str, does: bool
) -> None:
    one, two = (
        replace(hit, passage=replace(hit.passage, quote=quote))
        for hit, quote in zip(hits, (first, other), strict=False)
    )
    one = replace(one, reranked=RerankResult(0.0, 1.0, (0, first.index(" "))))
    assert may_disagree(one, two) is does
    of_table = replace(two, passage=replace(two.passage, row=TableRow(None, ())))
    assert may_disagree(one, of_table) is (first != "no boats")


def test_a_hit_that_is_read_out_of_turn_keeps_its_rank(hits: list[Hit]) -> None:
    read = [replace(hit, reranked=RerankResult(0.0, 0.0)) for hit in hits]
    by_rank = Ordering({"rank": 1.0})
    scores = {hit.key: hit.score for hit in by_rank.order(read)}
    some = [*read[:2], *hits[2:4], read[4]]
    assert {hit.key: hit.score for hit in by_rank.order(some) if hit.reranked} == {
        hit.key: scores[hit.key] for hit in (*read[:2], read[4])
    }


def test_questions_read_together_are_left_as_each_is_alone(
    view: View, hits: list[Hit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_stage, "cascades", lambda: saying({2: 0.05, 4: 0.001}))
    asked = [(WORDS, hits), (QuestionWords("tickets"), hits[:3]), (QuestionWords("x"), [])]
    together = rerank_all(view, asked, Counting(), 6, 0.02)
    assert together == [rerank(view, words, some, Counting(), 6, 0.02) for words, some in asked]


def test_the_cascade_that_ships_has_a_model_of_every_round(hits: list[Hit]) -> None:
    shipped = cascades()[NAME]
    assert tuple(shipped.rounds) == ROUNDS
    read = [replace(one, reranked=RerankResult(0.0, 1.0)) for one in hits[:4]]
    for count in ROUNDS:
        names = set(features(WORDS, read[:count], hits[count:]))
        assert set(shipped.rounds[count][1]) == names
        assert 0 < shipped.change(WORDS, read[:count], hits[count:]) < 1
