"""Define the verdict on a claim, and what limits the check of the claims of a draft."""

import math
import time
from dataclasses import dataclass, field

from service.citecheck.claims.candidates import ClaimText
from service.citecheck.findings import ClaimVerdict, DifferenceInfo, SourceSentence


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its verdict, as ``Finding`` has them."""

    verdict: ClaimVerdict
    message: str
    source: SourceSentence | None = None
    nearest: tuple[SourceSentence, ...] = ()
    differences: tuple[DifferenceInfo, ...] = ()
    precision: float | None = None


Known = dict[str, dict[ClaimText, JudgedClaim]]


@dataclass(frozen=True, slots=True)
class ClaimLimits:
    """The time for the claims of a draft, and what is known of them.

    Attributes:
        until: when no further claims are begun, on the monotonic clock.
        reason: why the rest is not checked then, for its findings.
        known: verdicts on claims, each as if it stood at the start of its draft, by the pointer of
            the generation that gave them. Those of a check are added, so that another goes on.
    """

    until: float = math.inf
    reason: str = ""
    known: Known = field(default_factory=dict)

    def is_over(self) -> bool:
        """Return whether the time is over."""
        return time.monotonic() >= self.until

    @property
    def unchecked(self) -> JudgedClaim:
        """Return the verdict on a claim that there was no time for."""
        return JudgedClaim("not_checked", f"Not checked: {self.reason}.")
