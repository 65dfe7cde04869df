"""Turn search scores into probabilities: how likely is it that this passage answers?

Logistic models (Platt, 1999) over what the two stages say, fitted by
``python -m bench.calibrate`` on development questions with and without an
answer. Their few numbers are in calibration.json, with what they were fitted on:
one model for the packaged reranker, one for the first stage, which also serves
beside a reranker that was not calibrated.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp
from pathlib import Path

from index.types import Hit
from service.answers.answer import Status

CALIBRATION_FILE = Path(__file__).parent / "calibration.json"
FIRST_STAGE = "first stage"
LARGEST_LEAD = 3.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted model.

    Attributes:
        weights: of the features, by name; see ``features``.
        answered: confidence from which the status is "answered".
        uncertain: confidence from which it is "uncertain"; below it is "no_answer".
    """

    intercept: float
    weights: dict[str, float]
    answered: float
    uncertain: float

    def probabilities(self, hits: Sequence[Hit]) -> list[float]:
        """Return for each hit of one question, best first, the probability that it answers.

        Probabilities never rise with the rank.
        """
        found = []
        for values in features(hits):
            logit = self.intercept + sum(
                weight * values.get(name, 0.0) for name, weight in self.weights.items()
            )
            found.append(1 / (1 + exp(-logit)))
        return list(accumulate(found, min))

    def status(self, confidence: float, missing: int = 0) -> Status:
        """Put a confidence into words.

        Args:
            missing: names and numbers of the question that the passage and the sentence before
                it do not hold. Such a passage may speak of something alike ("troops in South
                Korea?", "troops in Japan"), so it is never called an answer.
        """
        if confidence >= self.answered and not missing:
            return "answered"
        return "uncertain" if confidence >= self.uncertain else "no_answer"


def features(hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Return what the probability of each hit depends on, by name.

    Args:
        hits: the hits of one question, best first.

    Returns:
        A hit: what it is ordered by (``score``) and the first stage's part of that
        (``fused``), how far it lies before the best of the others (``lead``), how far
        the first stage puts it behind its best (``fused behind``, 0 or less), and what
        else each stage says of it.
    """
    found = []
    best = max((hit.fused for hit in hits), default=0.0)
    for hit in hits:
        values = {
            "score": hit.score,
            "lead": lead(hit.score, [other.score for other in hits if other is not hit]),
            "fused": hit.fused,
            "fused behind": hit.fused - best,
            "cosine": hit.cosine,
            "share": hit.share,
        }
        if hit.reranked:
            values["relevance"] = hit.reranked.relevance
            values["answers"] = hit.reranked.answers or 0.0
            values["carried"] = hit.carried
        found.append(values)
    return found


def lead(score: float, others: Sequence[float]) -> float:
    """Return how far a score lies before the best of the others, at most LARGEST_LEAD.

    A lead tells a right passage from a wrong one, but little about whether there is
    an answer at all, where a large one would drown what does: hence the limit.
    """
    return min(score - max(others), LARGEST_LEAD) if others else LARGEST_LEAD


@cache
def calibration_for(reranker: str | None) -> Calibration:
    """Return the fitted model that ships for a reranker, by its name; None where there is none."""
    content = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    fitted = content.get(reranker) or content[FIRST_STAGE]
    return Calibration(
        fitted["intercept"], fitted["weights"], fitted["answered"], fitted["uncertain"]
    )
