"""Check a draft: find what it quotes, cites and claims, and judge each against the reports."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.draft import Draft
from corpus.errors import BadRequest
from corpus.omission_words import in_words, is_partly_read, omission_infos
from index.search.scope import EVERYWHERE, Scope
from index.types import IndexedReport
from service.answers.asked import chosen_reports
from service.answers.engine import Engine
from service.citecheck.findings import CheckedDraft, Finding, Reference
from service.citecheck.quotations.judging import QuotationJudge
from service.citecheck.quotations.matching import Matching
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.sources import resolve
from service.citecheck.units import units

Progress = Callable[[int, int], None]
"""Called with the number of steps that are done, and their total; what it raises ends the check."""

_DENIED = {"misattributed", "altered", "not_found", "differs"}


def check_draft(
    draft: Draft,
    engine: Engine,
    progress: Progress = lambda _done, _total: None,
    *,
    reports: Sequence[str] = (),
) -> CheckedDraft:
    """Check every quotation and claim of a draft against one generation of the index.

    Args:
        reports: ids of the reports to check against; all where there are none.

    Raises:
        BadRequest: when the draft has more quotations and claims than the settings allow, or a
            report is not in the index.
        NotReady: while no generation serves.
    """
    return _Check(draft, engine, progress, reports).run()


def exit_code(checked: CheckedDraft, *, strict: bool = False) -> int:
    """Return what a command ends with.

    - 1: words are altered, misattributed or not found, or a number, date or name of a claim
      differs from the source's: something is wrong.
    - 4: nothing is wrong, and something was not checked: a finding, or a part of the draft.
    - 3: nothing is wrong, all was checked, and there are warnings or claims without support;
      only if ``strict``.
    - 0: otherwise.
    """
    verdicts = {finding.verdict for finding in checked.findings}
    if verdicts & _DENIED:
        return 1
    if "not_checked" in verdicts or is_partly_read(checked.omissions):
        return 4
    doubts = verdicts & {"partly", "no_support"} or any(one.warnings for one in checked.findings)
    return 3 if strict and doubts else 0


class _Check:
    def __init__(
        self, draft: Draft, engine: Engine, progress: Progress, reports: Sequence[str]
    ) -> None:
        self._draft = draft
        self._engine = engine
        self._progress = progress
        self._started = time.perf_counter()
        self._opened = engine.opened
        scope = Scope(tuple(reports)) if reports else EVERYWHERE
        self._reports = chosen_reports(scope, self._opened, engine.settings)
        self._units = units(draft)
        self._done = 0
        self._total = 0

    def run(self) -> CheckedDraft:
        """Check the quotations, then the claims."""
        self._limit()
        view, settings = self._opened.generation, self._engine.settings
        texts = ReportTexts(view)
        matching = Matching(self._engine, self._opened, texts, self._reports)
        quotations = self._units.quotations
        judged = [one for one in quotations if one.kind != "term"]
        self._total = len(matching.reports) + len(judged)
        references = resolve(self._units.references, self._draft, view)
        judge = QuotationJudge(self._draft, view, matching, texts, settings.max_also_at)
        findings = judge.findings(quotations, references, self._step)
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
