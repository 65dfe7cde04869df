"""Divide the text of a draft into paragraphs and pieces, with the findings where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.draft import Draft, Note
from corpus.report import Block
from service.citecheck.findings import CheckedDraft, DifferenceInfo, Finding
from service.citecheck.output.verdict_words import VERDICTS, judged


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph that the same findings cover.

    Attributes:
        findings: those that cover it, the longest first.
        opened: those that begin with it; closed: those that end with it.
        note: the label of the note whose mark stands before it, or "".
    """

    text: str
    findings: tuple[Finding, ...]
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the draft, and the findings that begin in it.

    Attributes:
        kind: kind of the block; label: label of the note that begins with it, or "".
    """

    kind: str
    label: str
    is_quote: bool
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of quoted words: what the draft has, and what the source has in its place."""

    draft: str
    source: str

    @property
    def is_same(self) -> bool:
        """Return whether both have the same words."""
        return self.draft == self.source


def paragraphs(checked: CheckedDraft, draft: Draft) -> list[Paragraph]:
    """Return the draft's blocks in order; findings that are not judged are left out."""
    shown = [one for one in checked.findings if VERDICTS[judged(one)].group != "not_judged"]
    marks = sorted((mark, note.label) for note in draft.notes for mark in note.marks)
    return [_paragraph(block, draft, shown, marks) for block in draft.blocks]


def _paragraph(
    block: Block, draft: Draft, shown: Sequence[Finding], marks: Sequence[tuple[int, str]]
) -> Paragraph:
    inside = [one for one in shown if one.start < block.end and block.start < one.end]
    noted = {at: label for at, label in marks if block.start <= at <= block.end}
    ends = {end for one in inside for end in (one.start, one.end)} | noted.keys()
    cuts = sorted({block.start, block.end, *(one for one in ends if block.start < one < block.end)})
    spans = list(pairwise(cuts))
    pieces = [_piece(draft.text, span, inside, noted) for span in spans]
    if block.end in noted:
        pieces.append(Piece("", (), (), (), noted[block.end]))
    return Paragraph(
        block.kind,
        next((_label(note) for note in draft.notes if note.start == block.start), ""),
        any(start <= block.start and block.end <= end for start, end in draft.block_quotes),
        tuple(pieces),
        tuple(one for one in inside if one.start >= block.start),
    )


def _label(note: Note) -> str:
    return note.label or note.kind


def _piece(
    text: str, span: tuple[int, int], inside: Sequence[Finding], noted: dict[int, str]
) -> Piece:
    start, end = span
    covering = [one for one in inside if one.start <= start and end <= one.end]
    covering.sort(key=lambda one: one.start - one.end)
    return Piece(
        text[start:end],
        tuple(covering),
        tuple(one for one in covering if one.start == start),
        tuple(one for one in covering if one.end == end),
        noted.get(start, ""),
    )


def changes(text: str, finding: Finding) -> list[Change]:
    """Return the words of a quotation with those of the source beside each unmarked change.

    Args:
        text: the draft's text.
    """
    found: list[Change] = []
    at = finding.start
    for one in sorted(filter(_is_unmarked, finding.differences), key=lambda one: one.draft):
        start, end = max(at, one.draft[0]), min(finding.end, one.draft[1])
        if at < start:
            found.append(Change(text[at:start], text[at:start]))
        found.append(Change(text[start:end], one.source_text))
        at = max(at, end)
    if at < finding.end and found:
        found.append(Change(text[at : finding.end], text[at : finding.end]))
    return found


def _is_unmarked(difference: DifferenceInfo) -> bool:
    return difference.weight in ("minor", "altered")
