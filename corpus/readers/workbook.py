"""Read a sheet of an Excel workbook with openpyxl, in a child process."""

import io
import os
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableFile
from corpus.limits import WORKBOOK_TOO_LARGE
from corpus.readers.signature import OLE

if TYPE_CHECKING:
    from openpyxl.chartsheet import Chartsheet
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_MOST_ROWS = 2**20
"""Maximum number of rows that a sheet can have in Excel and LibreOffice."""

_UNPACKED_BYTES = 200_000_000
_NO_CELLS = "no visible sheet of the file holds cells: show the sheet with the questions"
_DAMAGED = (
    "the file is not a valid Excel workbook: save it again as .xlsx, or save the sheet as .csv"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet as text, without empty rows.

    Attributes:
        name: its name where it is not the first sheet of its workbook; else empty.
        rows: each ends at its last cell that is not empty.
    """

    name: str
    rows: list[list[str]]


def first_sheet(content: bytes) -> Sheet:
    """Return the first sheet of a workbook that is not hidden and holds cells.

    Formulas are not calculated: the value is the result that the file stores for the formula.

    Raises:
        UnreadableFile: when the file is not a workbook, is damaged, has a password, is too large,
            or shows no sheet with cells.
    """
    if content.startswith(OLE):
        raise UnreadableFile(
            "the file has a password, or is an old .xls file: save it as .xlsx without a password"
        )
    try:
        return _first_sheet(content)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # openpyxl raises many types for a damaged file
        raise UnreadableFile(_DAMAGED) from error


def _first_sheet(content: bytes) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        # zipfile reads at most the declared size of each part.
        if sum(part.file_size for part in package.infolist()) > _UNPACKED_BYTES:
            raise UnreadableFile(WORKBOOK_TOO_LARGE)
    for number, sheet in enumerate(_sheets(content)):
        if sheet.sheet_state == "visible" and (rows := _rows(sheet)):
            return Sheet(sheet.title if number else "", rows)
    raise UnreadableFile(_NO_CELLS)


def _sheets(content: bytes) -> "list[ReadOnlyWorksheet | Chartsheet]":
    # openpyxl imports numpy where it is installed, which reserves memory for each core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from openpyxl.chartsheet import Chartsheet
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:  # noqa: ARG002
            """Keep the place of a sheet that is a chart; openpyxl fails to read its drawings."""
            self.wb._add_sheet(Chartsheet(parent=self.wb, title=sheet.name))

    reader = Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return list(reader.wb._sheets)


def _rows(sheet: "ReadOnlyWorksheet | Chartsheet") -> list[list[str]]:
    if not hasattr(sheet, "reset_dimensions"):  # a chart
        return []
    sheet.reset_dimensions()  # the size that the file states may be wrong
    rows: list[list[str]] = []
    for cells in sheet.iter_rows(values_only=True):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row:
            rows.append(row)
        if len(rows) > _MOST_ROWS:
            raise UnreadableFile(WORKBOOK_TOO_LARGE)
    return rows


def _text(value: object) -> str:
    """Return the text that a person would type into the cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
