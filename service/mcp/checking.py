"""The tools ``verify_quote`` and ``check_draft``: compare words with the reports."""

from dataclasses import asdict
from typing import Any

from corpus.errors import BadRequest
from service.citecheck.findings import CheckedDraft, DifferenceInfo, Finding, SourceSentence
from service.citecheck.output.unchecked import not_checked
from service.mcp.arguments import CheckDraft, VerifyQuote
from service.mcp.desk import Desk, known_report
from service.mcp.results import UNTRUSTED, Link, Text, ToolResult, fitted, present
from service.mcp.wording import blocks_of, citation_fields

_SHARE_FOR_CLAIMS = 0.8
"""Share of a tool's time after which it begins no further claim; the rest ends those begun."""
_TOO_LATE = "the time of this call was over; call again with the same text to go on"
_MOST_REASONS = 5
_MOST_WORDS = 400
"""Characters of a claim or a quotation of a draft that are repeated."""


def verify_quote(desk: Desk, given: VerifyQuote) -> ToolResult:
    """Return whether some words stand in the reports, and how they differ."""
    from service.citecheck.one_quote import check_quote  # it loads what compares words

    _check_size(desk, given.quote, "quote")
    view = desk.opened.generation
    report = known_report(view, given.report) if given.report is not None else None
    finding = check_quote(given.quote, desk.engine, report, desk.step)
    limit = desk.settings.mcp_max_answer_bytes
    others = (1 if finding.source else 0) + len(finding.nearest)
    searched = len(view.reports)
    return fitted(lambda count: _verified(desk, finding, count, searched), others, limit)


def _check_size(desk: Desk, text: str, field: str) -> None:
    limit = desk.settings.mcp_max_draft_bytes
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise BadRequest(f"{field} is too long", f"send at most {limit:,} bytes", field)


def _verified(desk: Desk, finding: Finding, count: int, searched: int) -> ToolResult:
    sources = [finding.source] if finding.source else []
    shown = [*sources, *finding.nearest][:count]
    # The reason quotes words of the report.
    blocks: list[Text | Link] = [
        Text(f"{finding.verdict}: {finding.message}", untrusted=True),
        *(Text(f"Warning: {one.message}", untrusted=True) for one in finding.warnings),
    ]
    for one in shown:
        blocks += blocks_of(one.text, one.citation)
    fields = present(
        {
            "verdict": finding.verdict,
            "message": finding.message,
            "differences": _differences(finding.differences),
            "warnings": [{"kind": one.kind, "message": one.message} for one in finding.warnings],
            "source": _source(desk, finding.source) if finding.source and shown else None,
            "nearest": [_source(desk, one) for one in shown[len(sources) :]],
            "also_at": list(finding.also_at),
            "reports_searched": searched,
            "left_out": len(sources) + len(finding.nearest) - len(shown) or None,
        }
    )
    return ToolResult(tuple(blocks), {**UNTRUSTED, **fields})


def _source(desk: Desk, source: SourceSentence) -> dict[str, Any]:
    return {"quote": source.text, "citation": citation_fields(source.citation, desk)}


def _differences(differences: tuple[DifferenceInfo, ...]) -> list[dict[str, str]]:
    return [
        {
            "rule": one.rule,
            "weight": one.weight,
            "draft": one.draft_text[:_MOST_WORDS],
            "source": one.source_text[:_MOST_WORDS],
        }
        for one in differences
    ]


def check_draft(desk: Desk, given: CheckDraft) -> ToolResult:
    """Return what a check of a draft finds, the findings that fit at a time."""
    from service.citecheck.check import check_draft as check
    from service.citecheck.claims.judged import ClaimLimits
    from service.citecheck.doors.drafts import read_draft

    _check_size(desk, given.text, "text")
    content = given.text.encode("utf-8", "surrogatepass")
    draft = read_draft(desk.settings, "", content)
    until = desk.share_of_time(_SHARE_FOR_CLAIMS)
    claims = ClaimLimits(until, _TOO_LATE, desk.verdicts.of(content))
    checked = check(draft, desk.engine, desk.step, claims=claims)
    findings = [one for one in checked.findings if one.number >= given.start]
    limit = desk.settings.mcp_max_answer_bytes
    return fitted(lambda count: _checked(checked, findings, count), len(findings), limit)


def _checked(checked: CheckedDraft, findings: list[Finding], count: int) -> ToolResult:
    shown = findings[:count]
    rest = findings[count].number if count < len(findings) else None
    counted = ", ".join(f"{number} {name}" for name, number in checked.counts.items())
    unchecked = not_checked(checked)[:_MOST_REASONS]
    blocks = [Text(f"Findings: {counted or 'none'}.")]
    blocks += [Text(f"{one.words}.", untrusted=True) for one in unchecked]
    blocks += [Text(_words(one), untrusted=True) for one in shown]
    if rest:
        left = f"Findings from number {rest} on are left out: check_draft with start={rest}."
        blocks.append(Text(left))
    fields = present(
        {
            "counts": checked.counts,
            "next": rest,
            "not_checked": [asdict(one) for one in unchecked],
            "unresolved": [one.reason for one in checked.unresolved[:10]],
            "not_covered": list(checked.not_covered[:10]),
            "generation": checked.index.generation,
        }
    )
    return ToolResult(
        tuple(blocks), {**UNTRUSTED, **fields, "findings": [_finding(one) for one in shown]}
    )


def _words(finding: Finding) -> str:
    source = f" [{finding.source.citation.id}]" if finding.source else ""
    verdict = finding.verdict or "not judged"
    return (
        f"{finding.number}. {finding.kind}, {finding.place}, {verdict}:{source} {finding.message}"
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return present(
        {
            "number": finding.number,
            "kind": finding.kind,
            "start": finding.start,
            "end": finding.end,
            "text": finding.text[:_MOST_WORDS],
            "place": finding.place,
            "verdict": finding.verdict,
            "differences": _differences(finding.differences),
            "warnings": [one.message for one in finding.warnings],
            "source": finding.source and finding.source.citation.id,
            "nearest": [one.citation.id for one in finding.nearest],
            "precision": finding.precision,
        }
    )
