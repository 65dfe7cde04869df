"""Decide the verdict on a quotation from the places that were compared with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.quotes.comparison import Comparison, QuoteVerdict
from service.citecheck.quotations.places import Place

RIGHT: tuple[QuoteVerdict, ...] = ("exact", "presentation", "marked")
"""Verdicts of places that have the words, best first."""
LEAST_LIKENESS = 0.6
"""Likeness from which a place is an altered form of the words."""
_CITED_LEAD = 0.15
"""How much likelier than another report's place a cited report's is the one that was quoted."""

Why = Literal["source_unknown", "unread", "denied", "found"]
"""What a verdict rests on.

- source_unknown: the draft names a source that the index lacks.
- unread: parts of the cited report could not be read.
- denied: every cited report, or every report, was searched.
- found: the words stand there.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that was compared with a quotation."""

    place: Place
    comparison: Comparison

    @property
    def report(self) -> str:
        """Return the id of its report."""
        return self.place.report

    @property
    def is_right(self) -> bool:
        """Tell whether the place has the quoted words."""
        return self.comparison.verdict in RIGHT

    @property
    def is_minor(self) -> bool:
        """Tell whether the place has the quoted words but for small unmarked changes of form."""
        return all(one.weight != "altered" for one in self.comparison.differences)


@dataclass(frozen=True, slots=True)
class Named:
    """What the draft names as the source of a quotation.

    Attributes:
        cited: ids of the reports, with all files of each.
        older: ids of older editions of these.
        is_unknown: whether it also, or only, names a source that the index lacks.
        is_unread: whether parts of a cited report could not be read.
    """

    cited: frozenset[str] = frozenset()
    older: frozenset[str] = frozenset()
    is_unknown: bool = False
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a quotation.

    Attributes:
        match: the place that it rests on, or None.
    """

    verdict: QuoteVerdict
    why: Why
    match: Match | None = None


def decide(matches: Sequence[Match], named: Named) -> Decision:
    """Return the verdict on a quotation.

    Words of a cited report are right, whatever other reports have. What the index cannot know is
    not checked: words of a source that it lacks, or of a report with unread pages.
    """
    right = [match for match in matches if match.is_right]
    in_cited = _within(right, named.cited) or _within(right, named.older)
    if in_cited or not (named.cited or named.is_unknown):
        best = best_of(in_cited or right)
        if best:
            return Decision(best.comparison.verdict, "found", best)
    denied = _denied(matches, best_of(right), named)
    if named.is_unknown and not _is_altered_in(denied, named.cited):
        return Decision("not_checked", "source_unknown", denied.match)
    if named.is_unread and not _is_altered_in(denied, named.cited, only_minor=True):
        return Decision("not_checked", "unread", denied.match)
    return denied


def best_of(matches: Sequence[Match]) -> Match | None:
    """Return the best of some places: with the best verdict, then the likest, then the first."""
    return max(matches, key=_rank, default=None)


def _denied(matches: Sequence[Match], elsewhere: Match | None, named: Named) -> Decision:
    if elsewhere:
        return Decision("misattributed", "denied", elsewhere)
    close = [match for match in matches if _is_close(match)]
    if close:
        best = max(close, key=lambda match: (
            match.comparison.likeness + _CITED_LEAD * (match.report in named.cited), _rank(match)
        ))  # fmt: skip
        return Decision("altered", "denied", best)
    return Decision("not_found", "denied")


def _is_close(match: Match) -> bool:
    return match.is_minor or match.comparison.likeness >= LEAST_LIKENESS


def _is_altered_in(denied: Decision, cited: Collection[str], *, only_minor: bool = False) -> bool:
    match = denied.match
    return match is not None and match.report in cited and (match.is_minor or not only_minor)


def _within(matches: Sequence[Match], reports: Collection[str]) -> list[Match]:
    return [match for match in matches if match.report in reports]


def _rank(match: Match) -> tuple[int, bool, float]:
    verdict = match.comparison.verdict
    right = len(RIGHT) - RIGHT.index(verdict) if verdict in RIGHT else 0
    return right, match.is_minor, match.comparison.likeness
