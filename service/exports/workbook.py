"""Write a table as an Excel workbook in which no text is a formula."""

import io
import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import BadRequest
from service.exports.escape import is_formula
from service.exports.tables import PASSAGE_COLUMNS, Cell, Table

_MOST_CHARACTERS, _MOST_ROWS, _MOST_COLUMNS = 32_767, 1_048_576, 16_384
_EXACT = 2**53
"""Spreadsheets round whole numbers that are larger."""

# What XML cannot hold is written _xHHHH_ in a workbook, and so is what looks like that.
_ESCAPED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_WIDTHS = {
    "question": 40, "quote": 70, "display": 70, "label": 50, "short_answer": 24, "section": 30,
    "report_title": 34, "report_publisher": 28, "citation": 24, "report": 24, "error": 40,
}  # fmt: skip
_WRAPPED = {"question", "quote", "display", "label", "section", "report_title", "error"}
_WIDTH = 13


def workbook(table: Table) -> Iterator[bytes]:
    """Yield a workbook: a sheet of the answers, and one about them.

    Raises:
        BadRequest: when a sheet cannot hold so much.
    """
    from openpyxl import Workbook

    if table.height >= _MOST_ROWS or len(table.header) > _MOST_COLUMNS:
        raise BadRequest(
            f"a sheet holds {_MOST_ROWS} rows and {_MOST_COLUMNS} columns, and the answers need "
            f"{table.height + 1} and {len(table.header)}",
            "write them as .csv or .jsonl",
        )
    book = Workbook(write_only=True)
    book.properties.creator = "Pincite"
    cut = _write_answers(book.create_sheet("Answers"), table)
    _write_about(book.create_sheet("About"), table, cut)
    stream = io.BytesIO()
    book.save(stream)
    yield stream.getvalue()


def _write_answers(sheet: Any, table: Table) -> int:
    """Write the lines; return how many cells are cut."""
    from openpyxl.utils import get_column_letter

    names = [re.sub(r"_\d+$", "", name) for name in table.header]
    for at, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, _WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{table.height + 1}"
    sheet.append([_made(sheet, name, bold=True) for name in table.header])
    cut = 0
    for line in table.lines:
        cut += sum(isinstance(value, str) and _is_cut(value) for value in line)
        sheet.append(
            [
                _made(sheet, value, wrap=name in _WRAPPED)
                for name, value in zip(names, line, strict=True)
            ]
        )
    return cut


def _write_about(sheet: Any, table: Table, cut: int) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 80
    rows = [*table.about, ("cells cut to what a cell holds", cut), (None, None)]
    rows += [(name, PASSAGE_COLUMNS[name]) for name in table.header if name in PASSAGE_COLUMNS]
    for name, value in rows:
        sheet.append([_made(sheet, name, bold=True), _made(sheet, value, wrap=True)])


def _made(sheet: Any, value: Cell, *, bold: bool = False, wrap: bool = False) -> Any:
    """Return a cell that is a number, or text whatever it says."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, int) and abs(value) > _EXACT:
        value = str(value)
    made = WriteOnlyCell(sheet, _fitting(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        # Keeps it text when somebody edits the cell, too.
        made.quotePrefix = is_formula(value)
    made.alignment = Alignment(vertical="top", wrap_text=wrap)
    if bold:
        made.font = Font(bold=True)
    return made


def _is_cut(text: str) -> bool:
    """Tell whether a cell cannot hold a text; a workbook counts its characters in UTF-16."""
    return len(_escaped(text).encode("utf-16-le")) // 2 > _MOST_CHARACTERS


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fitting(text: str) -> str:
    """Return a text as a workbook holds it; one that is too long for a cell says that it is cut."""
    whole = _escaped(text)
    if not _is_cut(text):
        return whole
    note = f" […] [cut: {len(text)} characters, and a cell holds {_MOST_CHARACTERS}; see the .csv]"
    room = _MOST_CHARACTERS - len(note)
    start = whole.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    # Not within an escape.
    return re.sub(r"_(x[0-9A-Fa-f]{0,4})?$", "", start) + note
