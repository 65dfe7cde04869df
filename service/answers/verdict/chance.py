"""Compute a probability from features, with a model small enough to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import tanh
from typing import Any, Self

import numpy as np


@dataclass(frozen=True, slots=True)
class Chance:
    """A linear score and a curve that turns it into a probability.

    Attributes:
        weights: weights by feature.
        knots: points (score, probability) of the curve, which is linear between them and level
            outside. Without knots, the curve is logistic.
    """

    intercept: float
    weights: dict[str, float]
    knots: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        """Check the curve.

        Raises:
            ValueError: when the scores do not increase, or the probabilities decrease or are not
                from 0 to 1.
        """
        rises = all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(self.knots))
        if not rises or not all(0 <= chance <= 1 for _, chance in self.knots):
            raise ValueError(
                f"the knots {self.knots} are not a curve: scores must increase, and probabilities "
                "must not decrease and must be from 0 to 1"
            )

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """Return the model with these fields, as calibration.json has them."""
        knots = tuple((score, chance) for score, chance in content.get("knots", ()))
        return cls(content["intercept"], content["weights"], knots)

    def of(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1.

        Args:
            features: has every name in ``weights``; other names have no effect.
        """
        score = self.intercept + sum(
            weight * features[name] for name, weight in self.weights.items()
        )
        if not self.knots:
            return (1 + tanh(score / 2)) / 2  # the logistic function, which cannot overflow so
        scores, chances = zip(*self.knots, strict=True)
        return float(np.interp(score, scores, chances))
