from math import log

import pytest

from service.answers.verdict.chance import Chance


def test_without_knots_the_score_becomes_a_probability_by_the_logistic_function() -> None:
    chance = Chance(-1.0, {"cosine": 2.0, "missing": -0.5})
    # score: -1 + 2 x 0.75 - 0.5 x 1 = 0
    assert chance.of({"cosine": 0.75, "missing": 1.0, "unused": 9.0}) == 0.5
    # score: -1 + 2 ln 3 = ln(9 / e); 1 / (1 + e / 9) = 0.7680307
    assert chance.of({"cosine": log(3), "missing": 0.0}) == pytest.approx(0.7680307, abs=1e-7)


@pytest.mark.parametrize(("score", "expected"), [(-1e6, 0.0), (1e6, 1.0)])
def test_a_score_far_out_is_certain_and_does_not_overflow(score: float, expected: float) -> None:
    assert Chance(score, {}).of({}) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [(-9.0, 0.1), (-1.0, 0.1), (0.0, 0.3), (1.0, 0.5), (1.5, 0.7), (2.0, 0.9), (9.0, 0.9)],
)
def test_the_curve_is_linear_between_its_knots_and_level_outside(
    score: float, expected: float
) -> None:
    curve = ((-1.0, 0.1), (1.0, 0.5), (2.0, 0.9))
    assert Chance(score, {}, curve).of({}) == pytest.approx(expected)


def test_a_model_is_read_from_the_fields_of_the_file() -> None:
    read = Chance.read({"intercept": 1.5, "weights": {"lead": 2.0}, "knots": [[0, 0.2], [4, 0.6]]})
    assert read == Chance(1.5, {"lead": 2.0}, ((0, 0.2), (4, 0.6)))
    # score: 1.5 + 2 x 0.25 = 2, half way
    assert read.of({"lead": 0.25}) == pytest.approx(0.4)


@pytest.mark.parametrize(
    "curve",
    [
        ((0.0, 0.5), (1.0, 0.4)),
        ((1.0, 0.4), (0.0, 0.5)),
        ((0.0, 0.4), (0.0, 0.5)),
        ((0.0, -0.1), (1.0, 0.5)),
        ((0.0, 0.1), (1.0, 1.5)),
    ],
)
def test_knots_that_are_not_a_rising_curve_of_probabilities_are_refused(
    curve: tuple[tuple[float, float], ...],
) -> None:
    with pytest.raises(ValueError, match="are not a curve"):
        Chance(0.0, {}, curve)


def test_a_feature_that_the_model_needs_cannot_be_left_out() -> None:
    with pytest.raises(KeyError, match="cosine"):
        Chance(0.0, {"cosine": 1.0}).of({"share": 1.0})
