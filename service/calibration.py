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
        weights: of each feature of ``features``, in order; the passage's own
            score has a positive one, so that probabilities fall with the rank.
        answered: confidence from which the status is "answered".
        uncertain: confidence from which it is "uncertain"; below it is "no_answer".
    """

    intercept: float
    weights: tuple[float, ...]
    answered: float
    uncertain: float

    def probabilities(self, hits: Sequence[Hit]) -> list[float]:
        """Return for each hit of one question, best first, the probability that it answers."""
        logits = (
            self.intercept + sum(map(mul, self.weights, values)) for values in features(hits)
        )
        return [1 / (1 + exp(-logit)) for logit in logits]

    def status(self, confidence: float) -> Status:
        """Put a confidence into words."""
        if confidence >= self.answered:
            return "answered"
        return "uncertain" if confidence >= self.uncertain else "no_answer"


def features(hits: Sequence[Hit]) -> list[tuple[float, ...]]:
    """Return what the probability of each hit depends on.

    Args:
        hits: the hits of one question, best first.

    Returns:
        A hit: its fused score; then, alike for all hits, the best fused score,
        the best cosine, the best share of words, and the lead of the first over
        the second.
    """
    if not hits:
        return []
    lead = hits[0].score - hits[1].score if len(hits) > 1 else 0.0
    best = (hits[0].score, max(hit.cosine for hit in hits), max(hit.share for hit in hits), lead)
    return [(hit.score, *best) for hit in hits]


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
