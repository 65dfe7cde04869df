"""Read the first sheet of an Excel workbook with openpyxl, in a child process."""

import io
import os
import zipfile
from datetime import datetime, time

from corpus.errors import UnreadableFile
from corpus.limits import WORKBOOK_TOO_LARGE
from corpus.readers.signature import OLE

_MOST_ROWS = 2**20
"""Maximum number of rows that a sheet can have in Excel and LibreOffice."""

_UNPACKED_BYTES = 200_000_000
_DAMAGED = (
    "the file is not a valid Excel workbook: save it again as .xlsx, or save the sheet as .csv"
)


def sheet_rows(content: bytes) -> list[list[str]]:
    """Return the rows of a workbook's first sheet as text, without empty rows.

    Formulas are not calculated: the value is the result that the file stores for the formula.
    Each row ends at its last cell that is not empty.

    Raises:
        UnreadableFile: when the file is not a workbook, is damaged, has a password, or is too
            large.
    """
    if content.startswith(OLE):
        raise UnreadableFile(
            "the file has a password, or is an old .xls file: save it as .xlsx without a password"
        )
    try:
        return _rows(content)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # openpyxl raises many types for a damaged file
        raise UnreadableFile(_DAMAGED) from error


def _rows(content: bytes) -> list[list[str]]:
    # openpyxl imports numpy where it is installed, which reserves memory for each core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        # zipfile reads at most the declared size of each part.
        if sum(part.file_size for part in package.infolist()) > _UNPACKED_BYTES:
            raise UnreadableFile(WORKBOOK_TOO_LARGE)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # the size that the file states may be wrong
    rows = []
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
