"""Put the findings of a draft into comments for Word."""

from collections.abc import Iterator

from corpus.readers.drafts.draft import DraftComment
from service.answers.citation import full_label
from service.citecheck.findings import CheckedDraft, Finding, SourceSentence
from service.citecheck.output.verdict_words import VERDICTS, judged, sign

_COMPARED = 3
"""Most further sentences in a comment, which no reader can fold away."""


def comments(checked: CheckedDraft) -> tuple[DraftComment, ...]:
    """Return a comment for each finding that is judged."""
    return tuple(
        DraftComment(finding.start, finding.end, "\n".join(_lines(finding)))
        for finding in checked.findings
        if VERDICTS[judged(finding)].group != "not_judged"
    )


def _lines(finding: Finding) -> Iterator[str]:
    verdict = VERDICTS[judged(finding)]
    yield f"{sign(finding)} {finding.number} {verdict.words}. {finding.message}"
    for one in finding.differences:
        if one.weight in ("altered", "minor", "marked"):
            here, there = _words(one.draft_text), _words(one.source_text)
            yield f"{one.rule}: {here} here, {there} in the source"
    for warning in finding.warnings:
        words = warning.source_text
        about = f" “{words}”" if words not in warning.message else ""
        yield f"Warning: {warning.message}{about}"
    if finding.source:
        label = "Nearest" if finding.verdict == "no_support" else "Source"
        yield f"{label}: {_sentence(finding.source)}"
    for source in [] if finding.verdict == "supported" else finding.nearest[:_COMPARED]:
        yield f"Compare: {_sentence(source)}"
    if finding.precision is not None:
        yield f"Of such verdicts, {finding.precision:.0%} were right when measured."


def _words(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _sentence(source: SourceSentence) -> str:
    return f"“{source.display}” {full_label(source.citation)}"
