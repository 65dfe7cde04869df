"""Find the places of a draft's quotations, and compare the quotations with them."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress

from corpus.errors import BadRequest
from corpus.quotes.compare import compare
from corpus.report import Passage
from index.search.scope import EVERYWHERE, Scope
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.citecheck.quotations.places import Found, Place, Sought, form_of
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.quotations.scan import Scan
from service.citecheck.quotations.verdicts import LEAST_LIKENESS, Match, Named

_MARKS = re.compile(
    r"\[[^\[\]]*\]|\((?:sic|emphasis[^()]*|italics[^()]*|citations? omitted|…|\.{3})\)"
    r"|…|\.(?:[ \t\u00a0\u2007-\u200a\u202f]?\.){2,}|\*(?:[ \t]*\*){2,}",
    re.IGNORECASE,
)
_MOST_ELSEWHERE = 8
"""Places with all letters outside the cited reports that are compared."""
_ASKED_CHARS = 300
_ASKED_K = 5
_LEAST_WORDS = 2
"""Words of a part that may stand in a report of its own."""

Progress = Callable[[], None]


class Matching:
    """Compares quotations with the reports of one generation."""

    def __init__(
        self, engine: Engine, opened: Opened, texts: ReportTexts, reports: Sequence[str] = ()
    ) -> None:
        """Compare with some reports; with all where there are none.

        Attributes:
            reports: ids of the reports that are searched.
        """
        self._engine = engine
        self._opened = opened
        self._texts = texts
        self.reports = tuple(reports) or tuple(opened.generation.reports)
        self._scope = Scope(tuple(reports)) if reports else EVERYWHERE

    def scan(
        self, quotations: Sequence[str], named: Sequence[Named], progress: Progress
    ) -> list[Found]:
        """Return the places of each quotation, from the text of every report.

        Args:
            progress: called after each report.
        """
        scan = Scan(
            [
                Sought(text, parts_of(text), one.cited | one.older)
                for text, one in zip(quotations, named, strict=True)
            ]
        )
        for report in self.reports:
            scan.read(report, self._opened.generation.text(report))
            progress()
        return scan.found

    def matches(
        self, quotations: Sequence[str], named: Sequence[Named], found: Sequence[Found]
    ) -> list[list[Match]]:
        """Return the places that were compared with each quotation.

        The places with all letters in cited reports come first. Others are compared only where no
        place before has the words; those with a part of the letters in cited reports also where
        only other reports have the words.
        """
        known: list[list[Match]] = [[] for _ in quotations]
        own = [one.cited | one.older for one in named]

        def add(places: Callable[[int], Iterable[Place]]) -> None:
            jobs = [
                (place, at)
                for at in range(len(quotations))
                if not any(
                    one.is_right and one.report in (own[at] or {one.report}) for one in known[at]
                )
                for place in places(at)
            ]
            for place, at in sorted(jobs, key=lambda job: (job[0].report, job[1])):
                known[at].append(self.compared(quotations[at], place))

        add(lambda at: (one for one in found[at].whole if one.report in own[at]))
        add(lambda at: _elsewhere(quotations[at], found[at].whole, own[at]))
        add(lambda at: found[at].near)
        lost = [at for at in range(len(quotations)) if not _has_close(known[at])]
        hits = self._asked(lost, quotations, named)
        add(lambda at: hits.get(at, ()))
        return known

    def compared(self, quotation: str, place: Place) -> Match:
        """Return the comparison of a quotation with a place."""
        text, style = self._texts.text(place.report), self._texts.style(place.report)
        return Match(place, compare(quotation, text, (place.start, place.end), style))

    def _asked(
        self, lost: Sequence[int], quotations: Sequence[str], named: Sequence[Named]
    ) -> dict[int, list[Place]]:
        """Return the sentences nearest to some quotations, as the engine finds them."""
        asked = {}
        for at in lost:
            text = "".join(filter(str.isprintable, " ".join(quotations[at].split())))
            cited = tuple(sorted(named[at].cited))
            scope = Scope(cited) if cited else self._scope
            with suppress(BadRequest):  # such as a quotation of signs alone
                asked[at] = self._engine.asked(
                    text[:_ASKED_CHARS], _ASKED_K, scope,
                    as_written=True, all_reports=True, opened=self._opened,
                )  # fmt: skip
        hits = self._engine.search(list(asked.values())) if asked else []
        return {
            at: [_place(hit.passage) for hit in found[:_ASKED_K]]
            for at, found in zip(asked, hits, strict=True)
        }


def parts_of(quotation: str) -> tuple[str, ...]:
    """Return what stands between the brackets and the ellipses of a quotation."""
    return tuple(part for part in _MARKS.split(quotation) if part.strip())


def long_parts(quotation: str) -> tuple[str, ...]:
    """Return the parts of a quotation that may be taken from different places."""
    parts = [part.strip() for part in parts_of(quotation)]
    long = tuple(part for part in parts if len(part.split()) >= _LEAST_WORDS)
    return long if len(long) > 1 else ()


def _has_close(matches: Sequence[Match]) -> bool:
    return any(one.is_right or one.comparison.likeness >= LEAST_LIKENESS for one in matches)


def _elsewhere(quotation: str, whole: Sequence[Place], cited: Collection[str]) -> list[Place]:
    own = form_of(quotation)
    others = [place for place in whole if place.report not in cited]
    return sorted(others, key=lambda place: place.form != own)[:_MOST_ELSEWHERE]


def _place(passage: Passage) -> Place:
    return Place(passage.report_id, passage.start, passage.end, 0.0)
