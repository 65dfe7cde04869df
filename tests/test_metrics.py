"""The measures of knowing, beside counts made by hand."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bench.metrics import Judged, answerable_auroc, marks, statuses
from bench.sets import ANSWERS, SUPPORTS, Label, LabelledQuestion
from service.answers.answer import Status


def judged(
    status: Status,
    grade: int,
    *,
    answerable: bool = True,
    chance: float = 0.5,
    marked: tuple[int, int] | None = None,
    labelled: tuple[tuple[int, int], ...] = ((4, 8),),
) -> Judged:
    """Return a question whose first passage stands at 0 to 20 and has this grade."""
    labels = (Label("r", 0, 20, ANSWERS),) if answerable else ()
    question = LabelledQuestion("q", "?", "r", "kind", answerable, labels, labelled)
    answer: Any = SimpleNamespace(
        status=status,
        answerable=chance,
        passages=[
            SimpleNamespace(
                citation=SimpleNamespace(id="r#s1", start=0, end=20),
                answer=marked and SimpleNamespace(start=marked[0], end=marked[1]),
            )
        ],
    )
    return Judged(question, answer, {"r#s1": grade} if grade else {})


def test_each_status_is_given_how_often_and_is_right_how_often() -> None:
    every = [
        *[judged("answered", ANSWERS)] * 6,
        judged("answered", SUPPORTS),
        judged("answered", 0, answerable=False),
        *[judged("uncertain", 0)] * 4,
        *[judged("no_answer", 0, answerable=False)] * 6,
        *[judged("no_answer", ANSWERS)] * 2,
    ]
    assert statuses(every) == {
        "answered": 8 / 20,
        "answered right": 6 / 8,
        "answered right, part counts": 7 / 8,
        "no answer": 8 / 20,
        "no answer wrong": 2 / 8,
        "silenced": 2 / 13,
        "told": 6 / 7,
    }
    only = statuses([judged("uncertain", ANSWERS)])
    assert (only["answered right"], only["told"]) == (None, None)


@pytest.mark.parametrize(
    ("mark", "right"),
    [((4, 8), True), ((2, 12), True), ((5, 7), True), ((2, 6), False), ((9, 12), False)],
)
def test_a_mark_is_right_where_it_is_the_label_or_holds_it_or_is_part_of_it(
    mark: tuple[int, int], right: bool
) -> None:
    assert marks([judged("answered", ANSWERS, marked=mark)]) == {
        "marked": 1.0,
        "marks right": float(right),
    }


def test_a_mark_in_a_wrong_sentence_is_wrong_and_one_without_a_label_is_not_judged() -> None:
    wrong = judged("uncertain", 0, marked=(4, 8))
    unknown = judged("answered", ANSWERS, marked=(4, 8), labelled=())
    assert marks([wrong, unknown, judged("answered", ANSWERS)]) == {
        "marked": 2 / 3,
        "marks right": 0.0,
    }


def test_answerable_tells_questions_apart_by_the_chance_of_that_name() -> None:
    known = [judged("answered", ANSWERS, chance=0.9), judged("answered", ANSWERS, chance=0.4)]
    others = [replace(known[0], question=replace(known[0].question, answerable=False))]
    assert answerable_auroc(known) is None
    assert answerable_auroc([*known, judged("uncertain", 0, answerable=False, chance=0.5)]) == 0.5
    assert answerable_auroc([*known, *others, *others]) == 0.25
