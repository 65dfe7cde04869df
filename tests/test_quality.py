"""Floors a little under what was measured (bench/README.md), with the real model."""

import pytest

from bench.metrics import Judged, answerable_auroc, marks, retrieval, statuses
from bench.quality import judge
from bench.sets import SEED, open_set

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    engine, questions = open_set(SEED)
    return judge(engine, questions, within_document=False)


@pytest.mark.parametrize(
    ("measure", "floor"),
    [("success@1", 0.81), ("success@3", 0.9), ("MRR@10", 0.86), ("recall@5", 0.89)],
)
def test_the_right_sentence_is_found(judged: list[Judged], measure: str, floor: float) -> None:
    assert retrieval(judged)[measure] >= floor


def test_answerable_tells_questions_with_an_answer_from_others(judged: list[Judged]) -> None:
    auroc = answerable_auroc(judged)
    assert auroc is not None
    assert auroc >= 0.93


def test_off_topic_questions_are_not_called_answered(judged: list[Judged]) -> None:
    off_topic = [one for one in judged if one.question.kind == "off_topic"]
    assert len(off_topic) == 17
    assert not any(one.answer.status == "answered" for one in off_topic)


def test_a_short_answer_that_is_marked_is_right(judged: list[Judged]) -> None:
    found = marks(judged)
    assert found["marked"] is not None
    assert found["marks right"] is not None
    assert found["marked"] >= 0.1
    assert found["marks right"] >= 0.8


def test_what_is_called_answered_is_right_and_no_answer_seldom_wrong(judged: list[Judged]) -> None:
    found = statuses(judged)
    assert found["answered"] is not None
    assert found["answered right, part counts"] is not None
    assert found["silenced"] is not None
    assert found["answered"] >= 0.25
    assert found["answered right, part counts"] >= 0.94
    assert found["silenced"] <= 0.05
