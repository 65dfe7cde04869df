"""Divide the text of a draft into paragraphs and pieces, with the findings where they belong."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from corpus.readers.drafts.draft import Draft
from corpus.report import Block, Span
from service.citecheck.findings import CheckedDraft, DifferenceInfo, Finding
from service.citecheck.output.verdict_words import VERDICTS, judged

_Found = TypeVar("_Found")


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
    inside = _by_block(draft, [((one.start, one.end), one) for one in shown])
    quotes = _by_block(draft, [(span, span) for span in draft.block_quotes])
    marks = _by_block(draft, [((at, at), (at, note.label)) for note in draft.notes
                              for at in note.marks])  # fmt: skip
    labels = {note.start: note.label or note.kind for note in draft.notes}
    return [
        Paragraph(
            block.kind,
            labels.get(block.start, ""),
            bool(quotes[at]),
            _pieces(draft.text, block, inside[at], dict(marks[at])),
            tuple(one for one in inside[at] if one.start >= block.start),
        )
        for at, block in enumerate(draft.blocks)
    ]


def _by_block(draft: Draft, spans: Iterable[tuple[Span, _Found]]) -> list[list[_Found]]:
    """Return for each block what has a span that touches it, in order."""
    starts = [block.start for block in draft.blocks]
    ends = [block.end for block in draft.blocks]
    found: list[list[_Found]] = [[] for _ in draft.blocks]
    for (start, end), one in sorted(spans, key=lambda pair: pair[0]):
        for at in range(bisect_left(ends, max(start, 1)), bisect_right(starts, end)):
            if start == end or max(start, starts[at]) < min(end, ends[at]):
                found[at].append(one)
    return found


def _pieces(
    text: str, block: Block, inside: Sequence[Finding], noted: dict[int, str]
) -> tuple[Piece, ...]:
    ends = {end for one in inside for end in (one.start, one.end)} | noted.keys()
    cuts = sorted({block.start, block.end, *(one for one in ends if block.start < one < block.end)})
    pieces = [_piece(text, span, inside, noted) for span in pairwise(cuts)]
    if block.end in noted:
        pieces.append(Piece("", (), (), (), noted[block.end]))
    return tuple(pieces)


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
