"""Read a draft in plain text: what is set apart by ">" or by its indent, and its listed notes."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.note_marks import Apart
from corpus.report import Block, Extracted
from corpus.text.layout import LINE_END, TERMINAL, find_blocks

_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)+")
_NOTE = re.compile(r"\s*(?:\[\^?\w{1,4}\]:?\s|[⁰¹²³⁴-⁹]+\s?\S)")
_INDENT = 2
"""Number of spaces by which a paragraph that is set apart begins further right than most."""
_TAB = 4


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    is_quoted: bool

    @property
    def indent(self) -> int:
        expanded = self.text.expandtabs(_TAB)
        return len(expanded) - len(expanded.lstrip())


def read_plain_draft(text: str) -> Extracted:
    """Return a plain text without the ">" before its quoted lines."""
    lines = list(_lines(text))
    bare = "".join(line.text for line in lines)
    starts = [line.start for line in lines]
    pieces = [
        piece
        for block in find_blocks(bare)
        for piece in _pieces(
            block, lines[bisect_right(starts, block.start) - 1 : bisect_left(starts, block.end)]
        )
    ]
    usual = Counter(min(line.indent for line in inside) for _, _, inside in pieces).most_common(1)
    blocks = []
    for start, end, inside in pieces:
        apart: Apart = ""
        if all(line.is_quoted for line in inside):
            apart = "quoted"
        elif min(line.indent for line in inside) >= usual[0][0] + _INDENT:
            apart = "indented"
        blocks.append(Block(start, end, apart=apart))
    return Extracted(bare, tuple(blocks))


def _lines(text: str) -> Iterator[_Line]:
    edges = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    start = 0
    for first, last in pairwise(edges):
        line = text[first:last]
        prefix = _PREFIX.match(line)
        bare = line[prefix.end() :] if prefix else line
        yield _Line(start, bare, prefix is not None)
        start += len(bare)


def _pieces(block: Block, lines: list[_Line]) -> Iterator[tuple[int, int, list[_Line]]]:
    """Yield the parts of a block: it ends where a quotation or a listed note begins or ends."""
    inside: list[_Line] = []
    for line in lines:
        if inside and _parts(inside[-1], line):
            yield _piece(block, inside)
            inside = []
        inside.append(line)
    yield _piece(block, inside)


def _parts(before: _Line, line: _Line) -> bool:
    starts_note = _NOTE.match(line.text) and (
        TERMINAL.search(before.text.rstrip()) or _NOTE.match(before.text)
    )
    return before.is_quoted != line.is_quoted or bool(starts_note)


def _piece(block: Block, inside: list[_Line]) -> tuple[int, int, list[_Line]]:
    first, last = inside[0], inside[-1]
    start = max(block.start, first.start + len(first.text) - len(first.text.lstrip()))
    return start, min(block.end, last.start + len(last.text.rstrip())), inside
