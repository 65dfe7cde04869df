"""State how often the limit of "no answer" missed an answer that was there.

``python -m bench.absence.miss_rate`` measures it, and writes ``miss_rate.json``.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

MISS_RATE_FILE = Path(__file__).parent / "miss_rate.json"
_DEVIATIONS = 1.959964
"""Standard deviations on each side of the mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class MissRate:
    """What a limit missed on one question set.

    Attributes:
        set: name of the question set; the limit was not fitted on it.
        questions: number of its questions that have an answer.
        missed: how many of them the limit gave the status "no_answer".
        rate, low, high: their share, and its 95 % interval (Wilson), 0 to 1.
        limit: the limit that was measured.
        date, commit: of the measurement.
    """

    set: str
    questions: int
    missed: int
    rate: float
    low: float
    high: float
    limit: float
    date: str
    commit: str

    @property
    def sentence(self) -> str:
        """Return the rate in words."""
        return (
            f"Of {self.questions:,} answerable questions of the set {self.set}, this limit said "
            f"“no answer” to {self.missed:,} ({self.rate * 100:.1f} %; 95 % interval "
            f"{self.low * 100:.1f} to {self.high * 100:.1f} %; measured on {self.date} at commit "
            f"{self.commit})."
        )


def miss_rates(reranker: str | None, limit: float) -> tuple[MissRate, ...]:
    """Return what was measured with a reranker at this limit; empty where nobody measured it."""
    measured = _measured().get(reranker or "", [])
    return tuple(one for one in (MissRate(**row) for row in measured) if one.limit == limit)


def interval(missed: int, questions: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, by Wilson's formula."""
    share, square = missed / questions, _DEVIATIONS**2
    centre = share + square / (2 * questions)
    spread = _DEVIATIONS * sqrt(
        share * (1 - share) / questions + square / (4 * questions * questions)
    )
    whole = 1 + square / questions
    return (
        round(max(0.0, (centre - spread) / whole), 4),
        round(min(1.0, (centre + spread) / whole), 4),
    )


@cache
def _measured() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(MISS_RATE_FILE.read_text(encoding="utf-8"))
    return found
