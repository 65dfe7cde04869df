"""What is fitted is what the data say."""

from dataclasses import replace

import numpy as np
import pytest

from bench.fit import ordering
from bench.fit.gather import Candidate, Case
from bench.fit.knowing import Judged, chances, fit_chance, in_order, least
from bench.sets import ANSWERS, LabelledQuestion
from corpus.report import Passage
from index.types import Hit, RerankResult


def candidate(number: int, cosine: float, relevance: float, grade: int = 0) -> Candidate:
    passage = Passage("r", number, 0, 9, "A quote.", (1, 1))
    result = RerankResult(relevance, relevance, (0, 1), -0.5)
    return Candidate(Hit(passage, cosine, cosine, cosine, 0.1, (), result), grade, 0, None)


def case(*candidates: Candidate, answerable: bool = True) -> Case:
    question = LabelledQuestion("q", "When?", "r", "kind", answerable, ())
    return Case(question, "When did it leave?", list(candidates))


def cases(count: int) -> list[Case]:
    """Return questions whose right sentence has the highest relevance, and any cosine."""
    chance = np.random.default_rng(3)
    found = []
    for _ in range(count):
        cosines, relevance = chance.random(6), chance.normal(size=6)
        best = int(relevance.argmax())
        found.append(
            case(
                *(
                    candidate(at + 1, cosines[at], relevance[at], ANSWERS * (at == best))
                    for at in range(6)
                )
            )
        )
    return found


def test_the_ordering_weighs_what_tells_right_from_wrong() -> None:
    fitted = ordering.fit([cases(200)], ("cosine", "relevance"))
    assert fitted.weights["relevance"] > 5 * abs(fitted.weights["cosine"])
    fresh = in_order(cases(50), fitted)
    assert fresh.right.mean() >= 0.95


def test_a_set_counts_as_much_as_another_whatever_its_size() -> None:
    one = [case(candidate(1, 0.9, 0.0, ANSWERS), candidate(2, 0.1, 1.0))]
    other = [case(candidate(1, 0.1, 1.0, ANSWERS), candidate(2, 0.9, 0.0))]
    fitted = ordering.fit([one * 40, other], ("cosine", "relevance"))
    assert list(fitted.weights.values()) == pytest.approx([0, 0], abs=1e-3)


def logistic(count: int, share: float) -> Judged:
    """Return questions that are answerable with the odds exp(2 x - 1)."""
    chance = np.random.default_rng(int(share * 100))
    x = chance.normal(size=count)
    has = chance.random(count) < 1 / (1 + np.exp(-(2 * x - 1)))
    rows = [
        {"x": float(one), "noise": float(two)}
        for one, two in zip(x, chance.normal(size=count), strict=True)
    ]
    return Judged(rows, has, has, has, np.where(has, np.nan, 0.0), ["kind"] * count)


def test_a_chance_is_the_logistic_model_that_made_the_data() -> None:
    judged = logistic(20_000, 0.5)
    fitted = fit_chance([judged], ("x", "noise"), lambda one: one.answerable)
    assert fitted.weights["x"] == pytest.approx(2, abs=0.1)
    assert fitted.weights["noise"] == pytest.approx(0, abs=0.05)
    # A quarter of the questions counts as unanswerable, whatever the set has.
    weights = judged.weights
    assert weights[~judged.answerable].sum() == pytest.approx(0.25)
    assert chances(fitted, judged) @ weights == pytest.approx(0.75, abs=0.01)


def test_what_is_unknown_does_not_count() -> None:
    judged = logistic(5000, 0.3)
    known = replace(judged, marked=np.where(np.arange(5000) % 2 == 0, np.nan, judged.right))
    whole = fit_chance([judged], ("x",), lambda one: one.right)
    half = fit_chance([known], ("x",), lambda one: one.marked)
    assert half.weights["x"] == pytest.approx(whole.weights["x"], abs=0.2)


def test_the_limit_is_the_lowest_that_holds_the_promise() -> None:
    chance = np.linspace(1, 0, 101)
    right = np.ones(101)
    right[60:] = 0
    weights = np.full(101, 1 / 101)
    # 60 right ones and 3 wrong ones are .952; with a fourth it is .9375.
    assert least(chance, right, weights, 0.95) == pytest.approx(chance[62])
    assert least(chance, np.zeros(101), weights, 0.95) is None
