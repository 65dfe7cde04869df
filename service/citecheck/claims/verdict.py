"""Judge a claim by the sentences nearest to it: supported, partly, differs, or no support.

A claim is never said to be contradicted: where a sentence gives another number, date or name, both
are shown. Support is said only above the chance at which the measured share of right ones is that
of ``support.json``, and only where the sentence holds every number, date and name of the claim.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.answers.verdict.chance import Chance
from service.citecheck.claims.agreement import State
from service.citecheck.claims.compare import Compared
from service.citecheck.claims.values import Specific
from service.citecheck.findings import ClaimVerdict

SUPPORT_FILE = Path(__file__).parent / "support.json"
_BEARS, _LIKELY = 0.2, 0.5
"""Least chances: to bear on a claim, so that what differs is no other thing; to support it."""
_MISSING = (State.LACKING, State.DIFFERS)


@dataclass(frozen=True, slots=True)
class Support:
    """The fitted model of support, and what it is worth.

    Attributes:
        chance: that a sentence supports a claim, from the features of both.
        near: the same for a sentence that supports the claim or says otherwise.
        least: chance from which support is said.
        precision: measured share of the claims said to be supported that are.
        share: measured share of the supported claims that are said to be.
    """

    chance: Chance
    near: Chance
    least: float
    precision: float
    share: float


@cache
def support() -> Support:
    """Return the packaged model."""
    content = json.loads(SUPPORT_FILE.read_text(encoding="utf-8"))
    return Support(
        Chance.read(content["chance"]),
        Chance.read(content["near"]),
        content["least"],
        content["precision"],
        content["share"],
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence beside a claim.

    Attributes:
        compared: the claim's specifics beside those of the sentence and its neighbours.
        chance: that it supports the claim.
        near: the chance that it supports the claim or says otherwise.
    """

    compared: tuple[Compared, ...]
    chance: float
    near: float

    @property
    def missing(self) -> list[Compared]:
        """Return the specifics that the sentence lacks or states otherwise."""
        return [one for one in self.compared if one.state in _MISSING]

    @property
    def differing(self) -> list[Compared]:
        """Return the specifics in whose place the source has others."""
        return [one for one in self.compared if one.state is State.DIFFERS]

    @property
    def outside(self) -> list[Compared]:
        """Return the missing specifics, and the names that stand only elsewhere in the report."""
        return [
            one for one in self.compared
            if one.state in (*_MISSING, State.CARRIED) or (one.beside and one.other is None)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a claim.

    Attributes:
        best: place of the sentence that it rests on, among those weighed; None without one.
        message: the verdict in one sentence.
    """

    verdict: ClaimVerdict
    best: int | None
    message: str


def judge(weighed: Sequence[Weighed], own: Sequence[Specific]) -> Judged:
    """Return the verdict on a claim.

    Args:
        weighed: the sentences nearest to it, in the order of the search.
        own: the specifics of the claim.
    """
    if not weighed:
        return Judged("no_support", None, "No sentence of the reports is like this one.")
    model = support()
    order = sorted(range(len(weighed)), key=lambda at: -weighed[at].chance)
    whole = [at for at in order if not weighed[at].missing]
    if whole and weighed[whole[0]].chance >= model.least:
        return Judged("supported", whole[0], _supported(weighed[whole[0]]))
    best = max(range(len(weighed)), key=lambda at: weighed[at].near)
    one = weighed[best]
    if one.near < _BEARS:
        return Judged("no_support", best, _unsure(one, own))
    if one.differing:
        return Judged("differs", best, _differs(one.differing))
    if one.outside:
        return Judged("partly", best, _partly(one.outside))
    return Judged("no_support", best, _unsure(one, own))


def _supported(one: Weighed) -> str:
    notes = [
        f"“{part.specific.text}” is rounded: the report has “{part.other.text}”"
        if part.other
        else f"“{part.specific.text}” follows from numbers of the sentence"
        for part in one.compared
        if part.state in (State.ROUNDED, State.COMPUTED)
    ]
    return "; ".join(["The report supports this", *notes]) + "."


def _differs(parts: Sequence[Compared]) -> str:
    pairs = [
        f"“{part.specific.text}”, the report “{part.other.text}”{_fiscal(part)}"
        for part in parts
        if part.other
    ]
    return f"The draft has {'; '.join(pairs)}: compare the two sentences."


def _fiscal(part: Compared) -> str:
    if part.other and part.specific.fiscal != part.other.fiscal:
        return " (a fiscal year is not the calendar year)"
    return ""


def _partly(parts: Sequence[Compared]) -> str:
    missing = ", ".join(f"“{part.specific.text}”" for part in parts)
    return f"The nearest sentence lacks {missing}: compare the two."


def _unsure(one: Weighed, own: Sequence[Specific]) -> str:
    if one.missing or one.chance < _LIKELY:
        return "No sentence is likely enough to support this: compare it with the nearest one."
    held = "has every number, date and name of this and " if own else ""
    return (
        f"The nearest sentence {held}may support it, with a chance of {one.chance:.0%}; "
        f"“supported” is said from {support().least:.0%}: compare the two."
    )
