"""Group lines into paragraphs, headings, list items, table rows and footnotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from corpus.readers.pdf.layout import starts
from corpus.readers.pdf.layout.column import Column, has_room
from corpus.readers.pdf.layout.headings import CAPTION, is_heading, is_set_apart
from corpus.readers.pdf.layout.measures import Spacing, ended, is_running, step_between
from corpus.readers.pdf.layout.notes import Notes
from corpus.readers.pdf.layout.order import is_prose, runs
from corpus.readers.pdf.lines import Cell, Line
from corpus.readers.pdf.tables.heads import CellHeads
from corpus.readers.pdf.tables.regions import joined_in_rows
from corpus.readers.pdf.tables.rows import find_rows
from corpus.report import Box, Kind
from corpus.text.layout import LIST_MARKER

CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """A paragraph, heading, list item, table row or footnote.

    Attributes:
        kind: type of the part.
        lines: the lines in reading order; the lines of all cells for a row.
        room: space behind the last line up to where other lines of its column end, in points;
            infinite where none show that.
        cells: the cells of a row, from the left.
        heads: the cells of a row with their heads, where the table is certain.
        title: the caption of the row's table.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    room: float = inf
    cells: list[Cell] = field(default_factory=list)
    heads: list[CellHeads] = field(default_factory=list)
    title: list["Part"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Return the type size of the first line, in points."""
        return self.lines[0].size

    @property
    def is_caption(self) -> bool:
        """Return whether this is the caption of a table or figure."""
        return self.kind == "heading" and bool(CAPTION.match(self.text))

    @property
    def step(self) -> float | None:
        """Return the distance between the last two lines, or None for a single line."""
        if len(self.lines) < 2 or self.lines[-1].top < self.lines[-2].top:
            return None
        return step_between(*self.lines[-2:])


class Grouping:
    """Groups the lines of a document into parts.

    Args:
        pages: the lines of each page in reading order.
        body_size: type size of the running text, in points.
    """

    def __init__(self, pages: list[list[Line]], body_size: float) -> None:
        self._body_size = body_size
        self._spacing = Spacing(pages)
        self._notes = Notes(body_size)

    def parts(self, lines: list[Line], rules: Sequence[Box] = ()) -> list[Part]:
        """Return the parts of the next page in order, footnotes last.

        Args:
            lines: lines of the page in reading order, cut at wide gaps.
            rules: boxes of the horizontal rules of the page, from the top.
        """
        noted = self._notes.find(lines)
        ids = set(map(id, noted))
        parts: list[Part] = []
        drawn = runs([line for line in lines if id(line) not in ids])
        columns = joined_in_rows(drawn, rules)
        for run in columns:
            before = len(parts)
            # The wide spaces of a narrow justified column are no gaps between cells.
            prose = len(columns) > 1 and is_prose(run)
            rows = list[Line | list[Cell]](run) if prose else find_rows(run, rules)
            column = Column([row for row in rows if isinstance(row, Line)])
            for row in rows:
                if isinstance(row, Line):
                    self._add(parts, row, column, "text")
                else:
                    parts.append(Part("row", [line for cell in row for line in cell], cells=row))
            for part in parts[before:]:
                if part.kind != "row":
                    part.room = column.room(part.lines[-1])
        notes: list[Part] = []
        column = Column(noted)
        for line in noted:
            self._add(notes, line, column, "note")
        for part in notes:
            part.room = column.room(part.lines[-1])
        self._name_kinds(parts)
        return [part for part in parts if not _is_contents_entry(part)] + notes

    def _name_kinds(self, parts: list[Part]) -> None:
        for at, part in enumerate(parts):
            if part.kind == "text":
                following = parts[at + 1] if at + 1 < len(parts) else None
                if self._is_heading(part, parts[at - 1] if at else None, following):
                    part.kind = "heading"
                elif LIST_MARKER.match(part.text):
                    part.kind = "item"
        if _lists_contents(parts):
            for part in parts:
                part.kind = "heading" if CONTENTS.fullmatch(part.text) else "row"
                part.cells = []

    def _is_heading(self, part: Part, before: Part | None, following: Part | None) -> bool:
        if is_heading(part.lines, part.text, self._body_size):
            return True
        if following is None or following.kind != "text":
            return False
        if not has_room(part.room, following.lines[0]):
            return False
        if not is_set_apart(part.lines, part.text, following.lines, self._body_size):
            return False
        if all(line.italic for line in part.lines) and not following.lines[0].italic:
            return True
        last = before.lines[-1] if before else None
        return (
            len(following.lines) > 1
            and last is not None
            and last.bottom < part.lines[0].bottom
            and self._spacing.is_wide(last, part.lines[0], None)
            and step_between(last, part.lines[0])
            > 1.15 * step_between(part.lines[-1], following.lines[0])
        )

    def _add(self, parts: list[Part], line: Line, column: "Column", kind: Kind) -> None:
        last = parts[-1] if parts else None
        if last and last.kind == kind and not self._starts_part(last, line, column):
            last.lines.append(line)
        else:
            parts.append(Part(kind, [line]))

    def _starts_part(self, part: Part, line: Line, column: "Column") -> bool:
        last = part.lines[-1]
        labelled = line.ends_field and not line.words[0].ends_field
        if starts.LEADER.search(last.text) or last.ends_field or labelled:
            return True
        turns = abs(last.words[-1].size - line.words[0].size) > 0.8
        if turns and abs(last.size - line.size) > 0.8:
            below = step_between(last, line) > 0.6 * last.size  # not a raised number
            return below or bool(line.text.strip("0123456789"))
        if step_between(last, line) < -0.5 * line.size or self._is_apart(part, line, column):
            return True
        if part.kind == "note":
            return starts.starts_note(part.lines, line)
        early = column.ends_early(last, line)
        return bool(
            (CAPTION.match(line.text) and (early or ended(last)))
            or starts.changes_style(part.lines, line, early)
            or starts.indents(part.lines, line, column)
            or starts.follows_short(part.lines, line, column)
            or (early and starts.heads(part.lines, line, column))
            or starts.starts_item(part.lines, line)
        )

    def _is_apart(self, part: Part, line: Line, column: "Column") -> bool:
        """Return whether wide space, or a change of the line spacing, parts two lines."""
        last = part.lines[-1]
        if self._spacing.is_wide(last, line, part.step):
            return True
        following = column.after(line)
        if following is None or not is_running(line) or following.size != line.size:
            return False
        step, next_step = step_between(last, line), step_between(line, following)
        return (
            0.8 * line.size < next_step
            and self._spacing.is_wide(last, line, next_step)
            and (step > 1.4 * next_step)
        )


def _lists_contents(parts: list[Part]) -> bool:
    """Return whether this page is a table of contents: most of its parts end in a page number."""
    if any(part.kind == "text" and len(part.lines) > 1 and ended(part.lines[-1]) for part in parts):
        return False
    numbered = sum(bool(re.search(r"\s\d{1,4}$", part.text)) for part in parts)
    return numbered > 0.5 * len(parts) and any(CONTENTS.fullmatch(part.text) for part in parts)


def _is_contents_entry(part: Part) -> bool:
    """Return whether this is an entry of a table of contents, with dots before its number."""
    return part.kind != "note" and bool(starts.LEADER.search(part.text))
