"""Whatever a page holds, its blocks, drawn spans and cells fit its text."""

import random

import pytest

from corpus.errors import UnreadableFile
from corpus.readers.web.page import read_html
from tests.corpus.readers.check import blocks_of

TAGS = (
    "p", "div", "span", "del", "sup", "sub", "q", "ol", "ul", "li", "table", "tr", "td", "th",
    "thead", "tbody", "caption", "h1", "h2", "section", "aside", "article", "br", "math", "mfrac",
    "mi", "msup", "mn", "pre", "a",
)  # fmt: skip
ATTRIBUTES = (
    *("", "", "", " hidden", " style='display:block'", " style='text-decoration:line-through'"),
    *(" colspan=3", " rowspan=2", " rowspan=0", " start=-3", " value=7", " type=a", " reversed"),
    *(" href='#x'", " class=anchor"),
)
WORDS = ("Text ", "1. ", "¶", "[edit]", "harbor ", "$4", "\u00ad", "\n\n", "2019 ")


@pytest.mark.parametrize("seed", range(4))
def test_drawn_spans_and_cells_lie_inside_their_blocks(seed: int) -> None:
    chance = random.Random(seed)
    read = 0
    for _ in range(100):
        parts = [
            chance.choice(
                (
                    f"<{chance.choice(TAGS)}{chance.choice(ATTRIBUTES)}>",
                    f"</{chance.choice(TAGS)}>",
                    chance.choice(WORDS),
                )
            )
            for _ in range(chance.randint(10, 120))
        ]
        try:
            extracted = read_html("".join(parts).encode())
        except UnreadableFile:
            continue  # nothing but furniture
        read += 1
        assert blocks_of(extracted)
        for block in extracted.blocks:
            edges = [block.start, *(at for span in block.drawn for at in span), block.end]
            assert edges == sorted(edges)
            cells = block.row.cells if block.row else ()
            assert [(cell.start, cell.end) for cell in cells] == sorted(
                (cell.start, cell.end) for cell in cells if block.start <= cell.start < cell.end
            )
            assert all(cell.end <= block.end for cell in cells)
    assert read > 50
