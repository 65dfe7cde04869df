"""Judge the quotations of a draft: find each in the reports, and decide its verdict."""

from collections.abc import Callable, Sequence

from corpus.omission_words import is_partly_read
from corpus.readers.drafts.draft import Draft
from index.store.protocol import View
from service.citecheck.findings import Finding, Reference
from service.citecheck.quotations.finding_maker import Case, FindingMaker
from service.citecheck.quotations.matching import Matching, long_parts
from service.citecheck.quotations.repeats import differing_repeats
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.quotations.verdicts import Match, Named, best_of
from service.citecheck.units import Quotation


def named_sources(references: Sequence[Reference], view: View, within: Sequence[str]) -> Named:
    """Return what the references of a quotation name.

    Args:
        within: the reports that are searched; a source outside them is unknown.
    """
    reports = [report for one in references for report in one.reports]
    works = [view.reports[report].work for report in reports]
    cited = {file for work in works for file in work.files}
    older = {
        file
        for work in works
        for edition in work.older
        for file in view.reports[edition.report].work.files
    }
    searched = cited & set(within)
    return Named(
        frozenset(searched),
        frozenset(older & set(within)) - searched,
        is_unknown=any(one.reason for one in references) or not cited <= set(within),
        is_unread=any(is_partly_read(view.reports[report].omissions) for report in searched),
    )


class QuotationJudge:
    """Judges quotations by one generation of the index."""

    def __init__(
        self, draft: Draft, view: View, matching: Matching, texts: ReportTexts, most_also: int
    ) -> None:
        """Use what finds places, and what reads them.

        Args:
            most_also: most further sentences that a finding lists.
        """
        self._view = view
        self._matching = matching
        self._maker = FindingMaker(draft, matching, texts, most_also)

    def findings(
        self,
        quotations: Sequence[Quotation],
        references: Sequence[Reference],
        progress: Callable[[], None],
    ) -> list[Finding]:
        """Return a finding for each quotation, in order; their numbers are set later.

        Args:
            references: of the draft, resolved.
            progress: called for each report that was scanned, and for each quotation.
        """
        judged = [one for one in quotations if one.kind != "term"]
        cases = iter(self._cases(judged, references, progress))
        others = differing_repeats([one.text for one in judged])
        repeats = {id(judged[one]): judged[other] for one, other in others.items()}
        found = []
        for one in quotations:
            if one.kind == "term":
                found.append(self._maker.term(one, references))
            else:
                found.append(self._maker.finding(next(cases), repeats.get(id(one))))
                progress()
        return found

    def _cases(
        self,
        quotations: Sequence[Quotation],
        references: Sequence[Reference],
        progress: Callable[[], None],
    ) -> list[Case]:
        texts = [one.text for one in quotations]
        own = [tuple(references[at] for at in one.references) for one in quotations]
        named = [named_sources(some, self._view, self._matching.reports) for some in own]
        found = self._matching.scan(texts, named, progress)
        matches = self._matching.matches(texts, named, found)
        assembled = self._assembled(texts, named, matches)
        return [
            Case(*case, assembled.get(at, ()))
            for at, case in enumerate(zip(quotations, own, named, found, matches, strict=True))
        ]

    def _assembled(
        self, texts: Sequence[str], named: Sequence[Named], matches: Sequence[Sequence[Match]]
    ) -> dict[int, tuple[Match, ...]]:
        """Return the places of the parts of quotations whose parts stand in different places."""
        parts = [
            (at, part)
            for at, text in enumerate(texts)
            if not any(match.is_right for match in matches[at])
            for part in long_parts(text)
        ]
        if not parts:
            return {}
        words, sources = [part for _, part in parts], [named[at] for at, _ in parts]
        found = self._matching.scan(words, sources, lambda: None)
        best: dict[int, list[Match | None]] = {}
        for (at, _), own in zip(parts, self._matching.matches(words, sources, found), strict=True):
            best.setdefault(at, []).append(best_of([one for one in own if one.is_right]))
        return {at: tuple(match for match in own if match) for at, own in best.items() if all(own)}
