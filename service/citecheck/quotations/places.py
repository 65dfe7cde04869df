"""Define what a scan looks for, and the places that it finds."""

import re
from dataclasses import dataclass, field

from corpus.report import Span
from corpus.text.fold import fold

_ENDS = re.compile(r"\A\W+|\W+\Z")


@dataclass(frozen=True, slots=True)
class Sought:
    """A quotation to find.

    Attributes:
        text: the quotation.
        parts: what stands between its brackets and ellipses, in order.
        cited: ids of the reports that the draft names as its source.
    """

    text: str
    parts: tuple[str, ...] = ()
    cited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a report that may be what a quotation quotes.

    Attributes:
        start, end: code points in the report's canonical text.
        share: 1 where all letters of the quotation, or of all its parts in order, stand there;
            else the share that does.
        form: its folded characters, for a place with all letters.
        same: further spans of the report with that form.
    """

    report: str
    start: int
    end: int
    share: float
    form: str = ""
    same: tuple[Span, ...] = ()


@dataclass(slots=True)
class Found:
    """What a scan found for one quotation.

    Attributes:
        whole: places with all letters, report after report.
        near: places with a part of them, best first; in other reports than the cited ones only
            while no report has all in the draft's form.
    """

    whole: list[Place] = field(default_factory=list)
    near: list[Place] = field(default_factory=list)


def form_of(text: str) -> str:
    """Return words as ``Place.form`` has them: folded, from the first letter to the last."""
    return " ".join(_ENDS.sub("", fold(text).text).split())
