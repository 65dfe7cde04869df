"""Write a table as an Excel workbook; text is never a formula."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.errors import BadRequest
from service.exports.escape import is_formula
from service.exports.tables import PASSAGE_COLUMNS, REMARK_COLUMNS, Cell, Table

_MAX_CHARACTERS, _MAX_ROWS, _MAX_COLUMNS = 32_767, 1_048_576, 16_384
_MAX_LINKS = 65_000
"""Links that a sheet gets; Excel opens no sheet with more than 65,530."""
_LONGEST_LINK = 2000
_MAX_EXACT = 2**53
"""Largest whole number that a spreadsheet shows exactly."""

# A workbook writes characters that XML does not allow as _xHHHH_. Text that already looks like
# such an escape is escaped, too.
_TO_ESCAPE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_WIDTHS = {
    "question": 40, "quote": 70, "display": 70, "label": 50, "short_answer": 24, "section": 30,
    "report_title": 34, "report_publisher": 28, "citation": 24, "report": 24, "error": 40,
    "searched_for": 40, "parts": 40, "different_numbers": 70, "url": 24, "superseded": 40,
}  # fmt: skip
_WRAPPED = {
    *("question", "quote", "display", "label", "section", "report_title", "error"),
    *("searched_for", "parts", "different_numbers", "superseded"),
}
_DEFAULT_WIDTH = 13


def workbook(table: Table) -> Iterator[bytes]:
    """Yield a workbook with the sheets "Answers" and "About", after a "Summary" where there is one.

    Raises:
        BadRequest: when the table has more rows or columns than a sheet.
    """
    from openpyxl import Workbook

    if table.height >= _MAX_ROWS or len(table.header) > _MAX_COLUMNS:
        raise BadRequest(
            f"the answers need {table.height + 1} rows and {len(table.header)} columns, "
            f"but a sheet has at most {_MAX_ROWS} and {_MAX_COLUMNS}",
            "write them as .csv or .jsonl",
        )
    book = Workbook(write_only=True)
    book.properties.creator = "Pincite"
    if table.summary:
        _write_pairs(book.create_sheet("Summary"), table.summary)
    cut = _write_answers(book.create_sheet("Answers"), table)
    _write_about(book.create_sheet("About"), table, cut)
    stream = io.BytesIO()
    book.save(stream)
    yield stream.getvalue()


def _write_answers(sheet: Any, table: Table) -> int:
    """Write the lines; return the number of truncated cells."""
    from openpyxl.utils import get_column_letter

    names = [re.sub(r"_\d+$", "", name) for name in table.header]
    for number, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _DEFAULT_WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{table.height + 1}"
    sheet.append([_write_only_cell(sheet, name, bold=True) for name in table.header])
    cut = links = 0
    for row, line in enumerate(table.lines, start=2):
        cut += sum(isinstance(value, str) and _is_cut(value) for value in line)
        cells = [
            _write_only_cell(sheet, value, wrap=name in _WRAPPED)
            for name, value in zip(names, line, strict=True)
        ]
        linked = [at for at, name in enumerate(names) if name == "url" and _is_address(line[at])]
        for at in linked[: max(0, _MAX_LINKS - links)]:
            cells[at].hyperlink = line[at]
            cells[at].hyperlink.ref = f"{get_column_letter(at + 1)}{row}"
        links += len(linked)
        sheet.append(cells)
    return cut


def _is_address(value: Cell) -> bool:
    """Return whether a link leads somewhere outside the service, and Excel takes its length."""
    if not isinstance(value, str) or len(value) > _LONGEST_LINK:
        return False
    return value.startswith(("http://", "https://"))


def _write_about(sheet: Any, table: Table, cut: int) -> None:
    described = PASSAGE_COLUMNS | REMARK_COLUMNS
    known = [(name, described[name]) for name in table.header if name in described]
    if "quote_2" in table.header:
        known.append(("…_2, …_3", "the same columns of the second sentence, the third, and so on"))
    _write_pairs(sheet, [*table.about, ("truncated cells", cut), ("", None), *known])


def _write_pairs(sheet: Any, pairs: Iterable[tuple[str, Cell]]) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 80
    for name, value in pairs:
        sheet.append(
            [_write_only_cell(sheet, name, bold=True), _write_only_cell(sheet, value, wrap=True)]
        )


def _write_only_cell(sheet: Any, value: Cell, *, bold: bool = False, wrap: bool = False) -> Any:
    """Return a cell of a number or of text, with the format of the sheet."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, int) and abs(value) > _MAX_EXACT:
        value = str(value)
    made = WriteOnlyCell(sheet, _fitted(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        made.data_type = "s"  # openpyxl would read "=…" as a formula and "#N/A" as an error
        # Keeps the cell text when somebody edits it.
        made.quotePrefix = is_formula(value)
    made.alignment = Alignment(vertical="top", wrap_text=wrap)
    if bold:
        made.font = Font(bold=True)
    return made


def _is_cut(text: str) -> bool:
    """Return whether a text is too long for a cell; Excel counts UTF-16 code units."""
    return len(_escaped(text).encode("utf-16-le")) // 2 > _MAX_CHARACTERS


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fitted(text: str) -> str:
    """Return a text, escaped; one that is too long for a cell is cut and ends in a note."""
    whole = _escaped(text)
    if not _is_cut(text):
        return whole
    note = f" […] [cut: {len(text)} characters, and a cell holds {_MAX_CHARACTERS}; see the .csv]"
    room = _MAX_CHARACTERS - len(note)
    start = whole.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    # An escape that the cut divided is removed.
    return re.sub(r"_(x[0-9A-Fa-f]{0,4})?$", "", start) + note
