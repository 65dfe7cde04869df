"""Turn search scores into the probability that a passage answers.

``python -m bench.calibrate`` fits logistic models (Platt, 1999) to the scores of both stages, on
development questions with and without an answer. calibration.json contains the weights and the
names of the question sets. One model is for the packaged reranker. The other is for the first
stage, and for a reranker without a model of its own.
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
        weights: weights by feature; see ``features``.
        answered: minimum confidence of the status "answered", 0 to 1.
        uncertain: minimum confidence of the status "uncertain"; below is "no_answer".
    """

    intercept: float
    weights: dict[str, float]
    answered: float
    uncertain: float

    def probabilities(self, hits: Sequence[Hit]) -> list[float]:
        """Return the probability, 0 to 1, that each hit of one question answers.

        Args:
            hits: the hits, best first. The probabilities do not increase along them.
        """
        found = []
        for values in features(hits):
            logit = self.intercept + sum(
                weight * values.get(name, 0.0) for name, weight in self.weights.items()
            )
            found.append(1 / (1 + exp(-logit)))
        return list(accumulate(found, min))

    def status(self, confidence: float, missing: int = 0) -> Status:
        """Return the status for a confidence.

        Args:
            missing: number of names and numbers of the question that are neither in the passage
                nor in the sentence before it. Such a passage may be about something similar
                ("troops in Japan" for "troops in South Korea?"), so it is at most "uncertain".
        """
        if confidence >= self.answered and not missing:
            return "answered"
        return "uncertain" if confidence >= self.uncertain else "no_answer"


def features(hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Return the features of each hit, by name.

    Args:
        hits: the hits of one question, best first.

    Returns:
        For each hit: the final score (``score``); the score of the first stage (``fused``); the
        difference to the best other score (``lead``); the difference to the best score of the
        first stage, at most 0 (``fused behind``); ``cosine`` and ``share``; and with a reranker
        ``relevance``, ``answers`` and ``carried``.
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
    """Return the difference between a score and the best other score, at most LARGEST_LEAD.

    The lead separates a right passage from wrong ones. It says little about whether an answer
    exists at all. The limit keeps a large lead from outweighing the features that do.
    """
    return min(score - max(others), LARGEST_LEAD) if others else LARGEST_LEAD


@cache
def calibration_for(reranker: str | None) -> Calibration:
    """Return the fitted model for the reranker with this name, or for the first stage when None."""
    content = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    fitted = content.get(reranker) or content[FIRST_STAGE]
    return Calibration(
        fitted["intercept"], fitted["weights"], fitted["answered"], fitted["uncertain"]
    )
