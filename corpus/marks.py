"""Drawn spans and table rows as JSON, for the sandbox and for the store."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from corpus.report import Cell, PageBox, Span, TableRow

Marks = tuple[tuple[Span, ...], TableRow | None]
"""The drawn spans of a block or passage, and what it means as a row of a table."""


def marks_as_json(drawn: Iterable[Span], row: TableRow | None) -> list[Any]:
    """Return drawn spans and a table row as JSON; an empty list when there are neither."""
    cells = [
        [cell.start, cell.end, cell.row, cell.column, [[box.page, *box.box] for box in cell.boxes]]
        for cell in (row.cells if row else ())
    ]
    found = [[*map(list, drawn)], [row.title, cells] if row else None]
    return found if any(found) else []


def marks_from_json(written: list[Any]) -> Marks:
    """Return drawn spans and the table row that ``marks_as_json`` wrote.

    Raises:
        ValueError, TypeError: when the structure is another.
    """
    if not written:
        return (), None
    spans, table = written
    drawn = tuple((start, end) for start, end in spans)
    if table is None:
        return drawn, None
    title, cells = table
    return drawn, TableRow(title, tuple(Cell(start, end, row, column, _boxes(boxes))
                                        for start, end, row, column, boxes in cells))  # fmt: skip


def within(drawn: tuple[Span, ...], row: TableRow | None, start: int, end: int) -> Marks:
    """Return the spans and cells inside a stretch of the text, cut at its ends."""
    spans = tuple((max(one, start), min(other, end)) for one, other in drawn
                  if one < end and other > start)  # fmt: skip
    cells = tuple(
        replace(cell, start=max(cell.start, start), end=min(cell.end, end))
        for cell in (row.cells if row else ())
        if cell.start < end and cell.end > start
    )
    return spans, TableRow(row.title, cells) if row and cells else None


def _boxes(rows: Iterable[Any]) -> tuple[PageBox, ...]:
    return tuple(
        PageBox(page, (left, top, right, bottom)) for page, left, top, right, bottom in rows
    )
