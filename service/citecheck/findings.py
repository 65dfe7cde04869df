"""Define what a check of a draft finds; ``service.citecheck.check`` makes it."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.omission_words import OmissionInfo
from corpus.quotes.comparison import QuoteVerdict, WarningKind, Weight
from corpus.report import Span
from service.answers.answer import Citation
from service.answers.index_info import IndexInfo

ClaimVerdict = Literal["differs", "no_support", "partly", "not_checked", "supported", "own_words"]
"""The verdict on a claim, worst first. No claim is said to be contradicted."""

UnitKind = Literal["quotation", "term", "claim"]
"""A term is a quotation of fewer than three words: it is listed and not judged."""

HowResolved = Literal["id", "number", "title", "url", "alias", "author", "ibid", "supra"]


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a report beside words of the draft.

    Attributes:
        text: its verbatim text.
        display: its readable form.
        start, end: the span of the report's canonical text that is meant: the quoted words, or the
            whole sentence.
        prefix, suffix: up to 32 code points before and after that span.
        chance: the chance, from 0 to 1, that it supports the claim; None for quotations.
    """

    citation: Citation
    text: str
    display: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class DifferenceInfo:
    """A difference between words of the draft and a source.

    Attributes:
        rule: what differs, such as "word", "number" or "quotation marks".
        draft, source: spans in the draft's text and in the report's canonical text; empty spans
            where one lacks something.
        draft_text, source_text: the text of these spans.
    """

    rule: str
    weight: Weight
    draft: Span
    source: Span
    draft_text: str
    source_text: str


@dataclass(frozen=True, slots=True)
class WarningInfo:
    """A warning, independent of the verdict.

    Attributes:
        message: one sentence in plain English.
        source_text: the words of the source that the warning is about, or "".
    """

    kind: WarningKind
    message: str
    source_text: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a footnote, an endnote or a parenthesis names.

    Attributes:
        start, end, text: the reference in the draft.
        reports: ids of the reports that it names; empty where it names none of the index.
        how: how it was resolved, or None.
        page: the page that it names, as printed, or None.
        reason: why it cannot be resolved, or "".
    """

    start: int
    end: int
    text: str
    reports: tuple[str, ...] = ()
    how: HowResolved | None = None
    page: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check says about one unit of the draft.

    Attributes:
        number: from 1, in the order of the draft.
        start, end, text: the unit in the draft: the words between the quotation marks, or the
            sentence of the claim.
        place: where it stands, in words: "page 3", "footnote 4", "paragraph 12".
        verdict: of a quotation or of a claim; None for a term.
        message: the verdict in one sentence of plain English, with its reason.
        source: the sentence that the verdict rests on; None where there is none.
        nearest: further sentences: up to three for words that were not found, the best ones for
            a claim, and the second place of words that were assembled.
        also_at: ids of further sentences that hold the same words.
        references: what the draft names as the source.
        precision: for "supported": the measured share of such verdicts that are right, else None.
    """

    number: int
    kind: UnitKind
    start: int
    end: int
    text: str
    place: str
    verdict: QuoteVerdict | ClaimVerdict | None
    message: str
    source: SourceSentence | None = None
    differences: tuple[DifferenceInfo, ...] = ()
    warnings: tuple[WarningInfo, ...] = ()
    nearest: tuple[SourceSentence, ...] = ()
    also_at: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    precision: float | None = None


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with all findings.

    Attributes:
        name, sha256: of the draft's file.
        text: the draft's text, to which all spans refer.
        findings: in the order of the draft.
        unresolved: references that name no report of the index, with the reason.
        omissions: what the draft's file holds and the text lacks: nothing of it was checked.
        not_covered: reports with pages that no reader could read, as "id: reason".
    """

    name: str
    sha256: str
    text: str
    findings: tuple[Finding, ...]
    unresolved: tuple[Reference, ...]
    omissions: tuple[OmissionInfo, ...]
    not_covered: tuple[str, ...]
    index: IndexInfo
    took_ms: float
    counts: dict[str, int] = field(default_factory=dict)
    """Number of findings by kind and verdict, such as "quotation exact"."""
