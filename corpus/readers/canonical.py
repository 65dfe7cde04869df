"""Build the canonical text: blocks with blank lines between them and their section paths."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from corpus.errors import NO_TEXT, UnreadableFile
from corpus.note_marks import Apart, NoteName
from corpus.omissions import Omission
from corpus.readers.broken_paragraphs import rejoin_paragraphs
from corpus.readers.folded import Folded, fold_parts
from corpus.readers.inline import Inline
from corpus.report import Block, Extracted, Front, Kind, TableRow

_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_NOTES = re.compile(r"(?:foot|end)notes", re.IGNORECASE)
_TABLE_TITLE = re.compile(r"Table\s+[A-Z]?[-.]?(?:\d+|[IVXLC]+)\b.{0,300}$", re.IGNORECASE)
_TITLE_LEVEL, _NO_LEVEL = 0, None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: Folded
    kind: Kind
    page: int | None
    level: int | None
    above: tuple[int, ...]
    row: TableRow | None
    note: NoteName | None
    apart: Apart


Omitted = Literal["struck_out", "hidden", "part"]
"""What this builder can leave out; see ``Omission``."""


class TextBuilder:
    """Collects the blocks of a report and builds its canonical text.

    Attributes:
        section: the headings over the next block, as positions among the blocks. A reader that
            sets it to an earlier value ends the sections that have begun since.
        apart: how the next blocks are set apart; see ``Block``.
    """

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._omitted: Counter[tuple[Omitted, str]] = Counter()
        self.section: tuple[int, ...] = ()
        self.apart: Apart = ""

    def add(
        self,
        text: str | Inline,
        kind: Kind = "text",
        page: int | None = None,
        note: NoteName | None = None,
    ) -> None:
        """Add a block, unless its text is empty.

        Args:
            note: the note that begins here.
        """
        self._append(self.folded(text), kind, page, note=note)

    def heading(self, text: str | Inline, level: int, page: int | None = None) -> None:
        """Add a heading over the following blocks, up to the next heading of its level or above.

        Args:
            level: 1 is the outermost level; 0 is the report's title, which section paths omit.
        """
        self._append(self.folded(text), "heading", page, level)

    def add_row(self, text: Folded, row: TableRow) -> None:
        """Add a table row, unless the program draws all of it.

        Args:
            row: what it means, with cells by their place in the text.
        """
        self._append(text, "row", None, row=row)

    def folded(self, text: str | Inline) -> Folded:
        """Return a text as blocks have it; what it leaves out is counted."""
        inline = Inline(text) if isinstance(text, str) else text
        self.omit("struck_out", inline.left_out("struck"))
        self.omit("hidden", inline.left_out("hidden"))
        return fold_parts(inline.parts)

    def omit(self, kind: Omitted, count: int = 1, part: str = "") -> None:
        """Record what the source has and the text lacks; see ``Omission``."""
        self._omitted[kind, part] += count

    def _append(
        self,
        text: Folded,
        kind: Kind,
        page: int | None,
        level: int | None = _NO_LEVEL,
        row: TableRow | None = None,
        note: NoteName | None = None,
    ) -> None:
        if not text.stated:
            return
        if level is not _NO_LEVEL:
            self.section = tuple(at for at in self.section if self._level(at) < level)
        apart = "" if kind in ("note", "row") else self.apart
        self._pieces.append(_Piece(text, kind, page, level, self.section, row, note, apart))
        if level:
            self.section += (len(self._pieces) - 1,)

    def _level(self, at: int) -> int:
        return self._pieces[at].level or 0

    @property
    def title(self) -> str | None:
        """Return the title: the first heading of level 0, else the first heading, or None.

        The first heading is the title only if its level is 1, it has no number, and it is the
        only text at that level or is repeated there, as titles are on web pages and covers.
        """
        headings = [piece for piece in self._pieces if piece.level is not _NO_LEVEL]
        titles = (piece.text.stated for piece in headings if piece.level == _TITLE_LEVEL)
        stated = next(titles, None)
        if stated or not headings or headings[0].level != 1 or headings[0].text.drawn:
            return stated
        top = [piece.text.text for piece in headings if piece.level == 1]
        return top[0] if len(set(top)) == 1 or top.count(top[0]) > 1 else None

    def opening(self, pieces: int) -> list[str]:
        """Return the texts of the first blocks, which may state number and date."""
        return [piece.text.stated for piece in self._pieces[:pieces]]

    @property
    def size(self) -> int:
        """Return the number of blocks."""
        return len(self._pieces)

    @property
    def last(self) -> str:
        """Return the text of the last block."""
        return self._pieces[-1].text.text if self._pieces else ""

    @property
    def table_title(self) -> str:
        """Return the last block if it is the numbered title of a table: "Table 1. Repairs"."""
        return self.last if _TABLE_TITLE.match(self.last) else ""

    def build(self) -> tuple[str, tuple[Block, ...]]:
        """Return the canonical text and its blocks in the order of addition."""
        title = self.title
        blocks: list[Block] = []
        start = 0
        for piece in self._pieces:
            headings = (self._pieces[at].text for at in piece.above)
            path = [each for each in headings
                    if each.text != title and not _CONTENTS.fullmatch(each.stated)]  # fmt: skip
            kind = _kind(piece, path)
            # A note may be printed in a section other than the one that refers to it.
            names = "" if kind == "note" else " > ".join(each.text for each in path)
            end = start + len(piece.text.text)
            blocks.append(
                Block(
                    *(start, end, piece.page, names or None, kind),
                    drawn=tuple((start + first, start + last) for first, last in piece.text.drawn),
                    row=_moved(piece.row, start),
                    marks=tuple(mark.moved(start) for mark in piece.text.marks),
                    note=piece.note,
                    apart=piece.apart,
                )
            )
            start = end + len("\n\n")
        return "\n\n".join(piece.text.text for piece in self._pieces), tuple(blocks)

    def extracted(self, front: Front) -> Extracted:
        """Return text, blocks and front matter as the result of a reader.

        Raises:
            UnreadableFile: when no block was added.
        """
        text, blocks = rejoin_paragraphs(*self.build())
        if not blocks:
            raise UnreadableFile(NO_TEXT)
        omissions = tuple(
            Omission(kind, count=count, part=part)
            for (kind, part), count in self._omitted.items()
            if count
        )
        return Extracted(text, blocks, front, omissions=omissions)


def _kind(piece: _Piece, path: list[Folded]) -> Kind:
    """Return a block's kind; list items and table rows under "Footnotes" are notes."""
    listed = piece.kind in ("item", "row")
    return "note" if listed and path and _NOTES.fullmatch(path[-1].stated) else piece.kind


def _moved(row: TableRow | None, start: int) -> TableRow | None:
    """Return a row with the spans of its cells moved to where the row starts."""
    if row is None:
        return None
    cells = (replace(cell, start=start + cell.start, end=start + cell.end) for cell in row.cells)
    return replace(row, cells=tuple(cells))
