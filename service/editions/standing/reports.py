"""Tell what became of the reports of standing questions since their answers were accepted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from corpus.report import Source
from index.store.protocol import View
from service.editions.changes import Change
from service.editions.comparison import Comparison, compared
from service.editions.editions import Edition, named_edition, present_edition
from service.editions.others import same_format
from service.editions.standing.verdicts import Standing, Verdict, Watched
from service.editions.standing.watch_file import WatchFile

Fate = Literal["replaced", "superseded", "gone"]
"""What became of a report.

- replaced: it has another text.
- superseded: the index has a newer edition, which it did not have; of a report that is gone, too.
- gone: the index has neither the report nor a newer edition of it.
"""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A report that changed since answers were accepted.

    Attributes:
        report: its id; newer: id of the edition that it has now, or None.
        questions: numbers of the standing questions, from 1, whose first accepted sentence stands
            in it or whose filter names it; empty for another report that was searched.
        comparison: of both editions; None where one is not there, and for other reports.
        reason: why there is no comparison; None where there is one, and for other reports.
    """

    report: str
    fate: Fate
    newer: str | None
    questions: tuple[int, ...]
    comparison: Comparison | None = None
    reason: str | None = None

    @property
    def is_own(self) -> bool:
        """Return whether a standing question is about the report."""
        return bool(self.questions)

    @property
    def is_changed(self) -> bool:
        """Return whether this is a change to tell: not of other reports, or of typography alone."""
        only_same = self.comparison is not None and not self.comparison.is_changed
        return self.is_own and not (self.fate == "replaced" and only_same)


def renewed_reports(
    view: View, file: WatchFile, done: Callable[[int], object] = lambda _count: None
) -> list[Renewed]:
    """Return the reports that have another text or a newer edition since, by id.

    Those that standing questions are about are compared with what they were.

    Args:
        done: called with the number of reports compared since the last call.
    """
    questions = file.standing()
    accepted = {name: one.text_sha256 for name, one in file.reports.items()}
    for one in questions:
        for cited in one.accepted:
            accepted.setdefault(cited.report, cited.text_sha256)
    about = _about(questions)
    found = []
    for report, fate, newer in _changed(view, accepted):
        own = about.get(report, ())
        if not own:
            found.append(Renewed(report, fate, newer, ()))
            continue
        old = _accepted_edition(view, report, accepted[report])
        found.append(_compared(view, Renewed(report, fate, newer, own), old))
        done(1)
    return found


def in_newer_editions(
    questions: Sequence[Standing], found: Sequence[Watched], renewed: Sequence[Renewed]
) -> list[Watched]:
    """Return what became of accepted answers, where a newer edition has the accepted sentence.

    Without this, its sentence there would count as another sentence that comes first, or as a tie.
    """
    return [_followed(*pair, renewed) for pair in zip(questions, found, strict=True)]


def _followed(standing: Standing, what: Watched, renewed: Sequence[Renewed]) -> Watched:
    now = what.now
    if what.verdict not in {"other_sentence_first", "tie"} or now is None:
        return what
    old = standing.accepted[0]
    for one in renewed:
        if one.comparison is None or (one.report, one.newer) != (old.report, now.report):
            continue
        for change in one.comparison.alignment.changes:
            if old.sentence - 1 in change.old and now.sentence - 1 in change.new:
                words = f"It is the accepted sentence as the newer edition {one.newer} has it."
                reason = " ".join(filter(None, (words, what.reason)))
                # A tie has no cause; that the newer edition came is one of the text.
                return Watched(_verdict(change), None, now, what.cause or "text", reason)
    return what


def _verdict(change: Change) -> Verdict:
    if change.numbers:
        return "number_changed"
    return "moved" if change.kind in {"same", "moved"} else "reworded"


def _about(questions: Sequence[Standing]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the questions that are about each report."""
    found: dict[str, tuple[int, ...]] = {}
    for number, one in enumerate(questions, start=1):
        cited = [cited.report for cited in one.accepted[:1]]
        for report in dict.fromkeys((*cited, *(one.scope.reports or ()))):
            found[report] = (*found.get(report, ()), number)
    return found


def _changed(view: View, accepted: Mapping[str, str]) -> Iterator[tuple[str, Fate, str | None]]:
    for report in sorted(accepted):
        now = view.reports.get(report)
        newer = _newer_edition(view, report, accepted)
        if now is not None and now.text_sha256 != accepted[report]:
            yield report, "replaced", report
        if newer is not None:
            yield report, "superseded", newer
        elif now is None:
            yield report, "gone", None


def _newer_edition(view: View, report: str, accepted: Mapping[str, str]) -> str | None:
    """Return the newest edition of a report, unless one that late was there at that time."""
    if report not in view.reports:
        return _successor(view, report, accepted)
    work = view.reports[report].work
    ids = [edition.report for edition in work.editions]
    later = list(takewhile(lambda one: one != work.files[0], ids))
    known = (one in accepted for edition in later for one in view.reports[edition].work.files)
    return same_format(view, report, later[0])[1] if later and not any(known) else None


def _successor(view: View, report: str, accepted: Mapping[str, str]) -> str | None:
    """Return the newest report that is new since, with the number of a report that is gone."""
    former = next(iter(view.former_reports(report)), None)
    if former is None or not _letters(former.source.number):
        return None
    alike = [
        one.source
        for one in view.reports.values()
        if one.source.id not in accepted and _same_series(former.source, one.source)
    ]
    return max(alike, key=lambda one: (one.date or "", one.id)).id if alike else None


def _same_series(one: Source, other: Source) -> bool:
    publishers = {_letters(one.publisher), _letters(other.publisher)} - {""}
    return _letters(one.number) == _letters(other.number) and len(publishers) < 2


def _letters(text: str | None) -> str:
    return "".join(filter(str.isalnum, text or "")).casefold()


def _accepted_edition(view: View, report: str, text_sha256: str) -> Edition | None:
    now = view.reports.get(report)
    if now is not None and now.text_sha256 == text_sha256:
        return present_edition(view, report)
    return named_edition(view, text_sha256, report)


def _compared(view: View, found: Renewed, old: Edition | None) -> Renewed:
    comparison, reason = None, None
    if found.newer is None:
        reason = "The index has neither this report nor a newer edition of it."
    elif old is None:
        reason = (
            "The index no longer has the text that the report had: a higher "
            "PINCITE_FORMER_TEXT_BYTES lets later builds keep more former texts."
        )
    else:
        comparison = compared(old, present_edition(view, found.newer))
    return Renewed(found.report, found.fate, found.newer, found.questions, comparison, reason)
