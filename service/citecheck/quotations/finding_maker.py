"""Say what was found for a quotation: verdict, source, differences, warnings and other places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.quotes.comparison import Difference
from corpus.readers.drafts.draft import Draft
from service.answers.citation import report_info
from service.citecheck.draft_places import DraftPlaces
from service.citecheck.findings import (
    DifferenceInfo,
    Finding,
    Reference,
    SourceSentence,
    WarningInfo,
)
from service.citecheck.quotations.matching import Matching
from service.citecheck.quotations.places import Found
from service.citecheck.quotations.report_pages import pages_of
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.quotations.verdicts import LEAST_LIKENESS, Decision, Match, Named, decide
from service.citecheck.quotations.wording import verdict_words, warning_words
from service.citecheck.units import Quotation

_NEAREST = 3
_LEAST_NEAR = 0.3
"""Likeness of a sentence that is shown as near."""
_ASSEMBLED = "assembled"


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation that is judged.

    Attributes:
        places: that have all its letters.
        matches: the places that were compared with it.
        assembled: a place for each of its parts, where the parts stand in different places.
    """

    quotation: Quotation
    references: tuple[Reference, ...]
    named: Named
    places: Found
    matches: list[Match]
    assembled: tuple[Match, ...] = ()


class FindingMaker:
    """Makes the findings on the quotations of one draft."""

    def __init__(
        self, draft: Draft, matching: Matching, texts: ReportTexts, most_also: int
    ) -> None:
        """Use what finds places, and what reads them.

        Args:
            most_also: most further sentences that a finding lists.
        """
        self._matching = matching
        self._texts = texts
        self._view = texts.view
        self._most_also = most_also
        self._places = DraftPlaces(draft)

    def term(self, quotation: Quotation, references: Sequence[Reference]) -> Finding:
        """Return the finding on words that are not judged."""
        return Finding(
            0, "term", quotation.start, quotation.end, quotation.text,
            self._places.words(quotation.start), None,
            "A term or a title: fewer than three words, or the name of a work.",
            references=tuple(references[at] for at in quotation.references),
        )  # fmt: skip

    def finding(self, case: Case, repeat: Quotation | None) -> Finding:
        """Return the finding on a quotation.

        Args:
            repeat: another quotation of the draft, which has its words in another form.
        """
        quotation = case.quotation
        if case.assembled:
            decision = Decision("altered", "denied", case.assembled[0])
        else:
            decision = decide(case.matches, case.named)
        decision, page = self._on_page(decision, case)
        differences = self._differences(decision, case)
        told = [(one, info.draft_text, info.source_text) for one, info in differences]
        return Finding(
            0, "quotation", quotation.start, quotation.end, quotation.text,
            self._places.words(quotation.start), decision.verdict,
            verdict_words(decision, case.named, told, self._name),
            source=self._source(decision),
            differences=tuple(info for _, info in differences),
            warnings=(*self._warnings(decision, case, repeat), *page),
            nearest=self._nearest(decision, case),
            also_at=self._also_at(decision, case),
            references=case.references,
        )  # fmt: skip

    def _source(self, decision: Decision) -> SourceSentence | None:
        match = decision.match
        rests = match is not None and decision.verdict != "not_checked"
        return self._quoted(match) if match and rests else None

    def _name(self, report: str) -> str:
        return self._view.reports[report].source.number or report

    def _quoted(self, match: Match) -> SourceSentence:
        return self._texts.quoted(match.report, (match.comparison.start, match.comparison.end))

    def _differences(
        self, decision: Decision, case: Case
    ) -> list[tuple[Difference, DifferenceInfo]]:
        match, quotation = decision.match, case.quotation
        if match is None:
            return []
        comparison = match.comparison
        found = comparison.differences
        if case.assembled:
            whole = (0, len(quotation.text))
            found = (Difference(_ASSEMBLED, "altered", whole, (comparison.start, comparison.end)),)
        made = []
        for one in found:
            start, end = one.quoted
            info = DifferenceInfo(
                one.rule, one.weight, (quotation.start + start, quotation.start + end), one.source,
                quotation.text[start:end], self._view.text(match.report, *one.source),
            )  # fmt: skip
            made.append((one, info))
        return made

    def _warnings(
        self, decision: Decision, case: Case, repeat: Quotation | None
    ) -> Iterator[WarningInfo]:
        match = decision.match
        if match and decision.verdict != "not_checked":
            for one in match.comparison.warnings:
                words = self._view.text(match.report, *one.source)
                yield WarningInfo(one.kind, warning_words(one.kind, words), words)
            superseded = report_info(self._view.reports[match.report]).superseded
            if superseded and match.is_right and not self._is_in_newer(match.report, case.places):
                yield WarningInfo("older_edition", warning_words("older_edition", superseded))
        if repeat:
            words = warning_words("differs_elsewhere", repeat.text)
            yield WarningInfo("differs_elsewhere", words, "")

    def _is_in_newer(self, report: str, places: Found) -> bool:
        """Tell whether a newer edition of a report has the words too."""
        work = self._view.reports[report].work
        older = {work.files[0], *(edition.report for edition in work.older)}
        newer = {
            file
            for edition in work.editions
            if edition.report not in older
            for file in self._view.reports[edition.report].work.files
        }
        return any(place.report in newer for place in places.whole)

    def _on_page(self, decision: Decision, case: Case) -> tuple[Decision, tuple[WarningInfo, ...]]:
        """Choose the place on the page that a reference names; warn where there is none."""
        match = decision.match
        if match is None or not match.is_right or decision.verdict == "misattributed":
            return decision, ()
        files = set(self._view.reports[match.report].work.files)
        named = [one.page for one in case.references if one.page and files & set(one.reports)]
        missed = ""
        for other in self._same(match, case) if named else ():
            span = other.comparison.start, other.comparison.end
            pages = pages_of(
                self._texts.passages(other.report, span), self._view.reports[other.report]
            )
            if pages is None:
                return decision, ()
            if any(map(pages.has, named)):
                return replace(decision, verdict=other.comparison.verdict, match=other), ()
            missed = missed or pages.words
        if not missed:
            return decision, ()
        return decision, (WarningInfo("other_page", warning_words("other_page", missed)),)

    def _same(self, match: Match, case: Case) -> Iterator[Match]:
        """Yield the places of a report that have the words: the chosen one first."""
        others = [one for one in case.matches if one.report == match.report and one is not match]
        for one in (match, *(other for other in others if other.is_right)):
            yield one
            for start, end in one.place.same:
                place = replace(one.place, start=start, end=end, same=())
                again = self._matching.compared(case.quotation.text, place)
                if again.is_right:
                    yield again

    def _nearest(self, decision: Decision, case: Case) -> tuple[SourceSentence, ...]:
        if case.assembled:
            return tuple(map(self._quoted, case.assembled[1:]))
        if decision.verdict == "not_found":
            near = sorted(case.matches, key=lambda one: -one.comparison.likeness)
            return tuple(self._apart(near))
        if decision.verdict == "not_checked":
            return (self._quoted(decision.match),) if decision.match else ()
        if decision.verdict == "misattributed":
            own = [one for one in case.matches if one.report in case.named.cited]
            near = [one for one in own if one.comparison.likeness >= LEAST_LIKENESS]
            best = max(near, key=lambda one: one.comparison.likeness, default=None)
            return (self._quoted(best),) if best else ()
        return ()

    def _apart(self, matches: Sequence[Match]) -> Iterator[SourceSentence]:
        """Yield the first three of some places that stand in different sentences."""
        shown = set[str]()
        for match in matches:
            key = self._texts.sentence(match.report, match.comparison.start).id
            if key not in shown and len(shown) < _NEAREST:
                shown.add(key)
                yield self._quoted(match)

    def _also_at(self, decision: Decision, case: Case) -> tuple[str, ...]:
        match = decision.match
        if match is None or not match.is_right or not match.place.form:
            return ()
        spans = (
            (place.report, start)
            for place in case.places.whole
            if place.form == match.place.form
            for start, _ in ((place.start, place.end), *place.same)
        )
        own = self._texts.sentence(match.report, match.comparison.start).id
        found = dict[str, None]()
        for report, start in spans:
            if len(found) > self._most_also:
                break
            found[self._texts.sentence(report, start).id] = None
        found.pop(own, None)
        return tuple(found)[: self._most_also]
