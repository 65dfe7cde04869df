"""A calibration that gives every status to some question of the small corpus."""

from dataclasses import replace

from service.answers.verdict.calibration import Calibration
from service.answers.verdict.calibration import calibration_for as fitted
from service.answers.verdict.chance import Chance

_BY_FIRST_STAGE = Chance(-2.75, {"fused": 5.4})
CALIBRATION = Calibration(_BY_FIRST_STAGE, _BY_FIRST_STAGE, None, 0.85, 0.29, None)


def calibration_for(reranker: str | None) -> Calibration:
    """Return this calibration without a reranker; with it the fitted one that marks all."""
    return replace(fitted(reranker), marked=0.0) if reranker else CALIBRATION
