"""The verdicts on standing questions, on answers that the test arranges."""

from dataclasses import replace

import pytest

from index.search.scope import Scope
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.editions.standing.verdicts import Accepted, Standing, Watched, accepted_of, watched

QUESTION = "What do tickets cost?"


@pytest.fixture
def answer(engine: Engine) -> Answer:
    (found,) = engine.ask([engine.asked(QUESTION, 3)])
    assert len(found.passages) == 3
    return replace(found, status="answered")


def now(engine: Engine, standing: Standing, answer: Answer) -> Watched:
    return watched(engine.opened.generation, standing, answer)


def test_the_same_answer_is_no_change(engine: Engine, answer: Answer) -> None:
    standing = accepted_of(QUESTION, Scope(), answer)
    assert now(engine, standing, answer) == Watched("same", None, standing.accepted[0])


def test_an_answer_that_comes_or_goes_is_told(engine: Engine, answer: Answer) -> None:
    none = replace(answer, status="no_answer")
    with_answer, without = (accepted_of(QUESTION, Scope(), one) for one in (answer, none))
    assert now(engine, with_answer, none).verdict == "no_answer_now"
    assert now(engine, without, answer).verdict == "newly_answered"
    assert now(engine, without, none) == Watched("same", None, None)


@pytest.mark.parametrize(
    ("difference", "verdict"), [(0.009, "tie"), (0.011, "other_sentence_first")]
)
def test_a_small_difference_of_scores_is_a_tie(
    engine: Engine, answer: Answer, difference: float, verdict: str
) -> None:
    standing = accepted_of(QUESTION, Scope(), answer)
    first, second = answer.passages[:2]
    scored = [replace(second, score=0.5 + difference), replace(first, score=0.5)]
    found = now(engine, standing, replace(answer, passages=scored))
    assert (found.verdict, found.still_there) == (verdict, True)


def test_another_sentence_first_says_that_the_accepted_one_is_gone(
    engine: Engine, answer: Answer
) -> None:
    standing = accepted_of(QUESTION, Scope(), answer)
    gone: Accepted = replace(standing.accepted[0], report="no-such-report", anchor="mu3mmntlqdlv")
    found = now(engine, replace(standing, accepted=(gone,)), answer)
    assert (found.verdict, found.still_there) == ("other_sentence_first", False)


def test_a_sentence_that_is_cited_from_another_report_now_has_moved(
    engine: Engine, answer: Answer
) -> None:
    standing = accepted_of(QUESTION, Scope(), answer)
    first, second = answer.passages[:2]
    elsewhere = replace(second, also_at=[first.citation])
    found = now(engine, standing, replace(answer, passages=[elsewhere]))
    assert (found.verdict, found.still_there) == ("moved", True)
