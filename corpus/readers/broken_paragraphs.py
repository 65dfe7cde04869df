"""Join paragraphs that a file breaks where its printed form ended a page."""

import re
from dataclasses import replace
from itertools import pairwise

from corpus.report import Block
from corpus.text.layout import TERMINAL

_FEWEST_WORDS = 5
_MOST = 0.5
"""Share of long paragraphs with an end from which one without an end is broken: those of
GAO-06-282 in HTML, .60, have the fewest of the pages of GAO, which page ends break."""

_OPEN = re.compile(r"[^\W\d_],?$|\w[-–—]$")


def rejoin_paragraphs(text: str, blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """Return the text and its blocks with the halves of broken paragraphs joined by a space.

    The first half has no end, and the second begins in lower case. Rows, which have cells, and
    all other kinds of blocks stay apart.
    """
    contents = [text[block.start : block.end] for block in blocks]
    long = [one for one, block in zip(contents, blocks, strict=True)
            if block.kind == "text" and len(one.split()) >= _FEWEST_WORDS]  # fmt: skip
    if sum(bool(TERMINAL.search(one)) for one in long) < _MOST * len(long):
        return text, blocks
    broken = {
        at
        for at, (one, other) in enumerate(pairwise(blocks), start=1)
        if _goes_on(one, contents[at - 1], other, contents[at])
    }
    if not broken:
        return text, blocks
    joined: list[Block] = []
    written = ""
    for at, (block, content) in enumerate(zip(blocks, contents, strict=True)):
        gap = (" " if at in broken else "\n\n") if at else ""
        start = len(written) + len(gap)
        written += gap + content
        moved = _moved(block, start - block.start)
        if at in broken:
            before = joined.pop()
            moved = replace(
                before,
                end=moved.end,
                drawn=(*before.drawn, *moved.drawn),
                marks=(*before.marks, *moved.marks),
            )
        joined.append(moved)
    return written, tuple(joined)


def _goes_on(block: Block, content: str, following: Block, after: str) -> bool:
    return (
        block.kind == following.kind == "text"
        and block.section == following.section
        and block.apart == following.apart
        and after[0].islower()
        and len(content.split()) >= _FEWEST_WORDS
        and bool(_OPEN.search(content))
    )


def _moved(block: Block, by: int) -> Block:
    row = block.row and replace(
        block.row,
        cells=tuple(replace(cell, start=cell.start + by, end=cell.end + by)
                    for cell in block.row.cells),
    )  # fmt: skip
    drawn = tuple((start + by, end + by) for start, end in block.drawn)
    marks = tuple(mark.moved(by) for mark in block.marks)
    return replace(
        block, start=block.start + by, end=block.end + by, drawn=drawn, row=row, marks=marks
    )
