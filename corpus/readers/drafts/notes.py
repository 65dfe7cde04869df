"""Find the notes that a draft lists at its end without marking them up."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.drafts.marks import note_label, printed_marks
from corpus.report import Block

_HEADING = re.compile(
    r"(?:\d+\.?\s+)?"
    r"(?:(?:foot|end)?notes|references|works cited|bibliography|sources(?: cited)?)\W*",
    re.IGNORECASE,
)
_LONGEST_HEADING = 40
_MARKED = 0.5
"""Share of the listed numbers that the text must have as marks."""


def with_listed_notes(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with the notes at the end as notes.

    Numbered paragraphs under "Notes" or "References", or the last ones of the text, are notes
    where the text has marks for half of them.
    """
    start = _start(text, blocks)
    if start is None:
        return tuple(blocks)
    end = next((at for at in range(start, len(blocks)) if blocks[at].kind == "heading"),
               len(blocks))  # fmt: skip
    listed = _labels(text, blocks[start:end])
    body = [block for block in (*blocks[:start], *blocks[end:]) if block.kind != "note"]
    known = {label: ((len(text), at),) for at, label in enumerate(listed)}
    marked = {
        at
        for block in body
        for mark in printed_marks(text, block.start, block.end, known)
        for at in mark.notes
    }
    if not listed or len(marked) < _MARKED * len(listed):
        return tuple(blocks)
    return (*blocks[:start], *map(_noted, blocks[start:end]), *blocks[end:])


def _noted(block: Block) -> Block:
    return block if block.note else replace(block, kind="note", row=None)


def _labels(text: str, blocks: Sequence[Block]) -> list[str]:
    found = (note_label(text[block.start : block.end])[0] for block in blocks if not block.note)
    return [label for label in found if label]


def _start(text: str, blocks: Sequence[Block]) -> int | None:
    """Return the place of the first note after the last heading of notes, or of a last list."""
    for at in reversed(range(len(blocks))):
        block = blocks[at]
        if block.end - block.start <= _LONGEST_HEADING and _HEADING.fullmatch(
            text, block.start, block.end
        ):
            return at + 1
    expected, start = None, None
    for at in reversed(range(len(blocks))):
        block = blocks[at]
        label, _ = note_label(text[block.start : block.end])
        if not label.isdecimal() or expected not in (None, int(label)):
            break
        expected = int(label) - 1
        if not expected:
            start = at
    return start
