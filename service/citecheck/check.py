"""Check a draft: find what it quotes, cites and claims, and judge each against the reports."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.command_line import counted
from corpus.errors import BadRequest
from corpus.omission_words import in_words, is_partly_read, omission_infos
from corpus.readers.drafts.draft import Draft
from index.search.scope import EVERYWHERE, Scope
from index.types import IndexedReport
from service.answers.asked import chosen_reports
from service.answers.engine import Engine
from service.citecheck.claims.candidates import ClaimText
from service.citecheck.claims.judged import ClaimLimits, JudgedClaim
from service.citecheck.claims.judging import ClaimJudge
from service.citecheck.draft_places import DraftPlaces
from service.citecheck.findings import CheckedDraft, Finding, Reference
from service.citecheck.quotations.judging import QuotationJudge, named_sources
from service.citecheck.quotations.matching import Matching
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.sources import resolve
from service.citecheck.units import Claim, units

Progress = Callable[[int, int], None]
"""Called with the number of steps that are done, and their total; what it raises ends the check."""

_UNKNOWN = JudgedClaim(
    "not_checked", "Not checked: the index lacks the source that the draft names."
)
_UNCLOSED = "Not checked: this quotation mark has no partner. Close the quotation, and check again."
_UNREAD = "Not checked: parts of the named source could not be read, and the rest lacks support."
_ROWS = "Not checked: rows of tables are not compared."
_DENIED = {"misattributed", "altered", "not_found"}
_DOUBTFUL = {"differs", "partly", "no_support"}


def check_draft(
    draft: Draft,
    engine: Engine,
    progress: Progress = lambda _done, _total: None,
    *,
    reports: Sequence[str] = (),
    claims: ClaimLimits | None = None,
) -> CheckedDraft:
    """Check every quotation and claim of a draft against one generation of the index.

    Args:
        reports: ids of the reports to check against; all where there are none.
        claims: the time for the claims, and what is known of them. Those that there is no time
            for are not checked, and say so.

    Raises:
        BadRequest: when the draft has more quotations and claims than the settings allow, or a
            report is not in the index.
        NotReady: while no generation serves.
    """
    return _Check(draft, engine, progress, reports, claims).run()


def exit_code(checked: CheckedDraft, *, strict: bool = False) -> int:
    """Return what a command ends with.

    - 1: quoted words are altered, misattributed or not found: something is wrong.
    - 4: nothing is wrong, and something was not checked: a finding, or a part of the draft.
    - 3: nothing is wrong, all was checked, and there are warnings, or claims that the sources
      do not support or that differ from them; only if ``strict``.
    - 0: otherwise.

    A claim that differs is no error yet: two sentences stand side by side for the reader, and
    docs/evaluation.md tells how often the claim is right.
    """
    verdicts = {finding.verdict for finding in checked.findings}
    if verdicts & _DENIED:
        return 1
    if "not_checked" in verdicts or is_partly_read(checked.omissions):
        return 4
    warned = any(one.warnings for one in checked.findings)
    doubts = verdicts & _DOUBTFUL or warned
    return 3 if strict and doubts else 0


class _Check:
    def __init__(
        self,
        draft: Draft,
        engine: Engine,
        progress: Progress,
        reports: Sequence[str],
        limits: ClaimLimits | None,
    ) -> None:
        self._limits = limits
        self._draft = draft
        self._engine = engine
        self._progress = progress
        self._started = time.perf_counter()
        self._opened = engine.opened
        scope = Scope(tuple(reports)) if reports else EVERYWHERE
        self._reports = chosen_reports(scope, self._opened, engine.settings)
        self._units = units(draft)
        self._texts = ReportTexts(self._opened.generation)
        self._matching = Matching(engine, self._opened, self._texts, self._reports)
        self._done = 0
        self._total = 0

    def run(self) -> CheckedDraft:
        """Check the quotations, then the claims."""
        self._limit()
        view, settings = self._opened.generation, self._engine.settings
        quotations = self._units.quotations
        judged = [one for one in quotations if one.kind != "term"]
        self._total = len(self._matching.reports) + len(judged) + len(self._units.claims)
        references = resolve(self._units.references, self._draft, view)
        judge = QuotationJudge(self._draft, view, self._matching, self._texts, settings.max_also_at)
        findings = judge.findings(quotations, references, self._step)
        findings += [*self._unclosed(), *self._rows(), *self._claims(references)]
        ordered = sorted(findings, key=lambda one: (one.start, one.end))
        return self._checked(
            [replace(one, number=number) for number, one in enumerate(ordered, start=1)],
            references,
        )

    def _limit(self) -> None:
        most = self._engine.settings.max_draft_units
        count = len(self._units.quotations) + len(self._units.claims)
        if count > most:
            raise BadRequest(
                f"the draft has {count:,} quotations and claims, and at most {most:,} are checked",
                "check it in parts, or raise PINCITE_MAX_DRAFT_UNITS",
            )

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)

    def _claims(self, references: Sequence[Reference]) -> list[Finding]:
        if not self._units.claims:
            return []
        places, found = DraftPlaces(self._draft), []
        own = [tuple(references[at] for at in one.references) for one in self._units.claims]
        for claim, cited, result in zip(self._units.claims, own, self._judged(own), strict=True):
            text = self._draft.text[claim.start : claim.end]
            place = places.words(claim.start)
            found.append(
                Finding(
                    0, "claim", claim.start, claim.end, text, place, result.verdict,
                    result.message, result.source, result.differences,
                    nearest=result.nearest, references=cited, precision=result.precision,
                )
            )  # fmt: skip
            self._step()
        return found

    def _judged(self, own: Sequence[Sequence[Reference]]) -> Iterator[JudgedClaim]:
        """Yield the verdict on each claim; what the index cannot know is not checked."""
        view, within = self._opened.generation, self._matching.reports
        named = [named_sources(some, view, within) for some in own]
        known = [bool(one.cited) or not one.is_unknown for one in named]
        asked = [
            ClaimText(
                self._own_words(claim), claim.start, tuple(sorted(one.cited)) or self._reports
            )
            for claim, one, is_known in zip(self._units.claims, named, known, strict=True)
            if is_known
        ]
        judge = ClaimJudge(self._engine, self._opened)
        judged = judge.judged(asked, self._limits)
        for one, is_known in zip(named, known, strict=True):
            result = next(judged) if is_known else _UNKNOWN
            if one.is_unread and result.verdict == "no_support":
                yield replace(result, verdict="not_checked", message=_UNREAD)
            else:
                yield result

    def _own_words(self, claim: Claim) -> str:
        """Return a claim with spaces for its citations: "(RL33740, p. 4)" states no figure."""
        text = self._draft.text[claim.start : claim.end]
        for one in (self._units.references[at] for at in claim.references):
            if one.note is None and claim.start <= one.start and one.end <= claim.end:
                start, end = one.start - claim.start, one.end - claim.start
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def _unclosed(self) -> list[Finding]:
        """Return what stands behind quotation marks without a partner: nobody knows its end."""
        places = DraftPlaces(self._draft)
        return [
            Finding(
                0, "quotation", start, end, self._draft.text[start:end], places.words(start),
                "not_checked", _UNCLOSED,
            )
            for start, end in self._units.unclosed
        ]  # fmt: skip

    def _rows(self) -> list[Finding]:
        """Return the first row that states something of each table: no row is compared."""
        places = DraftPlaces(self._draft)
        return [
            Finding(
                0, "claim", one.start, one.end, self._draft.text[one.start : one.end],
                places.words(one.start), "not_checked",
                f"{_ROWS} This table has {counted(one.count, 'row')} with a number, date or name.",
            )
            for one in self._units.rows
        ]  # fmt: skip

    def _checked(
        self, findings: Sequence[Finding], references: Sequence[Reference]
    ) -> CheckedDraft:
        draft, view = self._draft, self._opened.generation
        indexed = [view.reports[one] for one in self._reports or view.reports]
        counts = Counter(
            f"{one.kind} {one.verdict}" if one.verdict else one.kind for one in findings
        )
        return CheckedDraft(
            draft.name,
            draft.sha256,
            draft.text,
            tuple(findings),
            tuple(one for one in references if one.reason),
            omission_infos(draft.omissions, draft.pages),
            tuple(line for one in indexed for line in _not_covered(one)),
            self._opened.info,
            round((time.perf_counter() - self._started) * 1000, 1),
            dict(sorted(counts.items())),
        )


def _not_covered(report: IndexedReport) -> list[str]:
    unread = [one for one in report.omissions if is_partly_read([one])]
    return [f"{report.source.id}: {in_words(one, report.page_count)}" for one in unread]
