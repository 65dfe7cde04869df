"""Tell what the rows and cells of a web page's table are."""

import re
from collections.abc import Iterator

from lxml import etree

CELLS = ("td", "th")
GROUPS = ("thead", "tbody", "tfoot")
_BLOCKS = ("p", "div", "ul", "ol", "table")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[-–/]\d{2,4})?")
_MAX_COLUMNS, _MAX_ROWS = 1000, 65_534  # the limits of the HTML standard


def is_layout_row(row: etree._Element) -> bool:
    """Return whether a table row arranges parts of the page and contains no data."""
    cells = list(row.iterchildren(*CELLS))
    if len(cells) == 1:
        return next(cells[0].iter(*_BLOCKS, *_HEADINGS), None) is not None
    return any(
        next(cell.iter("table"), None) is not None
        or (cell.tag == "td" and next(cell.iter(*_HEADINGS), None) is not None)
        or len(list(cell.iter("p"))) > 2
        for cell in cells
    )


def head_rows(table: etree._Element) -> set[etree._Element]:
    """Return the rows that hold the heads of the columns.

    They are those of <thead>, else the rows at the top with nothing but heads, else a first row of
    words above figures.
    """
    rows = list(_rows(table))
    if len(rows) > 1 and len(list(rows[0].iterchildren(*CELLS))) == 1:
        rows = rows[1:]  # the title of the table
    marked = [row for row in rows if _parent(row) == "thead"]
    if not marked:
        for row in rows:
            cells = list(row.iterchildren(*CELLS))
            filled = [cell for cell in cells if "".join(cell.itertext()).strip()]
            if len(cells) < 2 or not filled or any(cell.tag != "th" for cell in filled):
                break
            marked.append(row)
    if len(marked) == len(rows):
        return set()
    return set(marked or ([rows[0]] if _is_over_figures(rows) else []))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", *GROUPS):
        yield from [child] if child.tag == "tr" else child.iterchildren("tr")


def _parent(row: etree._Element) -> str:
    parent = row.getparent()
    return "" if parent is None else str(parent.tag)


def _is_over_figures(rows: list[etree._Element]) -> bool:
    """Return whether the first row has words in all columns but the first, and others figures."""
    first, *others = ([_text(cell) for cell in row.iterchildren(*CELLS)] for row in rows)
    if len(first) < 2 or not all(first[1:]) or any(map(_is_figure, first[1:])):
        return False
    return any(len(row) == len(first) and any(map(_is_figure, row[1:])) for row in others)


def _text(cell: etree._Element) -> str:
    return " ".join("".join(cell.itertext()).split())


def _is_figure(text: str) -> bool:
    """Return whether a cell holds a number, perhaps with its unit: "$5 million"; no year."""
    return (
        len(text) < 30 and not _YEAR.fullmatch(text) and text.lstrip("($€£¥+-−–~<>≈ ")[:1].isdigit()
    )


def spans(cell: etree._Element) -> tuple[int, int]:
    """Return how many columns and rows a cell covers."""
    columns, rows = cell.get("colspan", "").strip(), cell.get("rowspan", "").strip()
    wide = min(max(1, int(columns)), _MAX_COLUMNS) if columns.isdecimal() else 1
    tall = min(int(rows) or _MAX_ROWS, _MAX_ROWS) if rows.isdecimal() else 1
    return wide, tall
