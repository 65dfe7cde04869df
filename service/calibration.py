"""Turn search scores into probabilities: how likely is it that this passage answers?

A logistic model (Platt, 1999) over the first stage's scores, fitted by
``python -m bench.calibrate`` on development questions with and without an
answer. Its few numbers are in calibration.json, with what they were fitted on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from operator import mul
from pathlib import Path

from index.search import Hit
from service.answer import Status

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted model.

    Attributes:
        weights: of each feature of ``features``, in order; all are positive,
            so that probabilities fall with the rank.
        answered: confidence from which the status is "answered".
        uncertain: confidence from which it is "uncertain"; below it is "no_answer".
    """

    intercept: float
    weights: tuple[float, ...]
    answered: float
    uncertain: float

    def probabilities(self, hits: Sequence[Hit]) -> list[float]:
        """Return for each hit of one question, best first, the probability that it answers."""
        logits = (self.intercept + sum(map(mul, self.weights, values)) for values in features(hits))
        return [1 / (1 + exp(-logit)) for logit in logits]

    def status(self, confidence: float) -> Status:
        """Put a confidence into words."""
        if confidence >= self.answered:
            return "answered"
        return "uncertain" if confidence >= self.uncertain else "no_answer"


def features(hits: Sequence[Hit]) -> list[tuple[float, float]]:
    """Return what the probability of each hit depends on.

    The lead of the first hit over the second is left out on purpose: it tells
    a right first passage from a wrong one, but made the confidence worse at
    telling that there is no answer (AUROC .60 instead of .63 on SQuAD 2).

    Args:
        hits: the hits of one question, best first.

    Returns:
        A hit: its fused score, and how far that lies behind the first (0 or less).
    """
    return [(hit.score, hit.score - hits[0].score) for hit in hits]


@cache
def load_calibration() -> Calibration:
    """Return the fitted model that ships with the service."""
    content = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    return Calibration(
        content["intercept"],
        tuple(content["weights"].values()),
        content["answered"],
        content["uncertain"],
    )
