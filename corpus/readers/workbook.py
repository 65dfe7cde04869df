"""Read the first sheet of an Excel workbook, by openpyxl; it runs in a process of its own."""

import io
import os
import zipfile
from datetime import datetime, time

from corpus.errors import UnreadableFile
from corpus.limits import TOO_LARGE_A_WORKBOOK
from corpus.readers.signature import OLE

_MOST_ROWS = 2**20
"""As many as a sheet of the usual programs can have."""

_UNPACKED_BYTES = 200_000_000
_DAMAGED = "it is not a valid Excel workbook: save it again as .xlsx, or save the sheet as .csv"


def sheet_rows(content: bytes) -> list[list[str]]:
    """Return the rows of a workbook's first sheet as text, without the empty ones.

    Formulas are not worked out: what the program that saved the file put beside
    them is taken. Each row ends at its last cell that is not empty.

    Raises:
        UnreadableFile: with the reason and the remedy.
    """
    if content.startswith(OLE):
        raise UnreadableFile(
            "it has a password, or is an old .xls file: save it as .xlsx without a password"
        )
    try:
        return _rows(content)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # whatever a broken file makes of a library
        raise UnreadableFile(_DAMAGED) from error


def _rows(content: bytes) -> list[list[str]]:
    # numpy, which openpyxl loads where it finds it, would map memory for each core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        # zipfile reads no more of a part than the size that is declared here.
        if sum(part.file_size for part in package.infolist()) > _UNPACKED_BYTES:
            raise UnreadableFile(TOO_LARGE_A_WORKBOOK)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    rows = []
    for cells in sheet.iter_rows(values_only=True):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row:
            rows.append(row)
        if len(rows) > _MOST_ROWS:
            raise UnreadableFile(TOO_LARGE_A_WORKBOOK)
    return rows


def _text(value: object) -> str:
    """Return a cell as one would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
