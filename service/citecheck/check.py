"""Check a draft: find what it quotes, cites and claims, and judge each against the reports."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from corpus.errors import BadRequest
from corpus.omission_words import in_words, is_partly_read, omission_infos
from corpus.readers.drafts.draft import Draft
from index.search.scope import EVERYWHERE, Scope
from index.types import IndexedReport
from service.answers.asked import chosen_reports
from service.answers.engine import Engine
from service.citecheck.claims.candidates import ClaimText
from service.citecheck.claims.judging import ClaimJudge, JudgedClaim
from service.citecheck.draft_places import DraftPlaces
from service.citecheck.findings import CheckedDraft, Finding, Reference
from service.citecheck.quotations.judging import QuotationJudge, named_sources
from service.citecheck.quotations.matching import Matching
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.sources import resolve
from service.citecheck.units import Claim, units

Progress = Callable[[int, int], None]
"""Called with the number of steps that are done, and their total; what it raises ends the check."""

_CLAIMS_AT_ONCE = 32
_UNKNOWN = JudgedClaim(
    "not_checked", "Not checked: the index lacks the source that the draft names."
)
_UNREAD = "Not checked: parts of the named source could not be read, and the rest lacks support."
_DENIED = {"misattributed", "altered", "not_found"}
_DOUBTFUL = {"differs", "partly", "no_support"}


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
        findings += self._claims(references)
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
        judge, places = ClaimJudge(self._engine, self._opened), DraftPlaces(self._draft)
        found = []
        claims = iter(self._units.claims)
        while some := list(islice(claims, _CLAIMS_AT_ONCE)):
            own = [tuple(references[at] for at in one.references) for one in some]
            judged = self._judged(judge, some, own)
            for claim, cited, result in zip(some, own, judged, strict=True):
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

    def _judged(
        self, judge: ClaimJudge, claims: Sequence[Claim], own: Sequence[Sequence[Reference]]
    ) -> list[JudgedClaim]:
        """Return the verdict on each claim; what the index cannot know is not checked."""
        view, within = self._opened.generation, self._matching.reports
        named = [named_sources(some, view, within) for some in own]
        known = [bool(one.cited) or not one.is_unknown for one in named]
        asked = iter(
            judge.judged(
                [
                    ClaimText(
                        self._draft.text[claim.start : claim.end],
                        claim.start,
                        tuple(sorted(one.cited)) or self._reports,
                    )
                    for claim, one, is_known in zip(claims, named, known, strict=True)
                    if is_known
                ]
            )
        )
        found = [next(asked) if is_known else _UNKNOWN for is_known in known]
        return [
            replace(result, verdict="not_checked", message=_UNREAD)
            if one.is_unread and result.verdict == "no_support"
            else result
            for one, result in zip(named, found, strict=True)
        ]

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
