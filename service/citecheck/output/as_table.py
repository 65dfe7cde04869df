"""Write the findings of a draft as CSV, one row for each."""

from collections.abc import Iterator

from service.answers.citation import full_label, superseded_words
from service.citecheck.findings import CheckedDraft, Finding, Reference, SourceSentence
from service.citecheck.output.verdict_words import VERDICTS, judged
from service.exports.tables import Cell, Table, csv_lines

COLUMNS = {
    "number": "the number of the finding, from 1, in the order of the draft",
    "place": "where it stands in the draft",
    "kind": "quotation, term or claim",
    "verdict": "the verdict, as in findings.json; empty for a term",
    "group": "wrong, doubtful, not_checked, right or not_judged",
    "text": "the words of the draft",
    "message": "the verdict in one sentence",
    "differences": "each difference: its rule, the draft's words and the source's",
    "warnings": "the warnings, each in one sentence",
    "source": "the sentence of the report, verbatim",
    "citation": "its citation in words",
    "report": "the id of its report",
    "sentence": "the number of the sentence in the report, from 1",
    "page": "its first page, if the report has pages",
    "url": "the link to the sentence; a path where the address of the service is unknown",
    "nearest": "further sentences, each with its citation",
    "named": "what the draft names as the source",
    "start": "the offset of the words in the draft's text, in code points from 0",
    "end": "the offset of the first code point after them",
    "superseded": "which newer edition supersedes the report",
}
"""The columns, each with its description."""


def findings_csv(checked: CheckedDraft, site: str = "") -> Iterator[bytes]:
    """Yield the findings as CSV; no cell is read as a formula.

    Args:
        site: address of the service, which the links begin with.
    """
    lines = [_line(finding, site) for finding in checked.findings]
    return csv_lines(Table(list(COLUMNS), lines, len(lines), about=[]))


def _line(finding: Finding, site: str) -> list[Cell]:
    source = finding.source
    citation = source.citation if source else None
    return [
        finding.number, finding.place, finding.kind, finding.verdict,
        VERDICTS[judged(finding)].group, finding.text, finding.message,
        " | ".join(f"{one.rule}: “{one.draft_text}” for “{one.source_text}”"
                   for one in finding.differences),
        " | ".join(one.message for one in finding.warnings),
        source.text if source else None,
        *((citation.label, citation.report.id, citation.sentence, citation.page,
           f"{site}{citation.url}") if citation else (None,) * 5),
        " | ".join(map(_sentence, finding.nearest)),
        " | ".join(map(_named, finding.references)),
        finding.start, finding.end,
        superseded_words(citation.report.newer_edition) if citation else None,
    ]  # fmt: skip


def _sentence(source: SourceSentence) -> str:
    return f"{source.display} ({full_label(source.citation)})"


def _named(reference: Reference) -> str:
    return f"{reference.text}: {', '.join(reference.reports) or reference.reason}"
