"""Read the first sheet of a workbook, in a process of its own: python -m service.spreadsheet.

A workbook comes from outside and is unpacked by libraries that were not written
with malice in mind, so it is read where it can take so much and no more. The
process gets the file on its standard input and writes one line of JSON.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.readers.signature import OLE

_MEMORY_BYTES = 2**30
_CPU_SECONDS = 20
_WALL_SECONDS = 60
_ANSWER_BYTES = 2**26
_MOST_ROWS = 2**20
"""As many as a sheet of the usual programs can have."""

_UNPACKED_BYTES = 200_000_000
_ROOT = Path(__file__).parent.parent
_DAMAGED = "it is no sound .xlsx file: save it again as .xlsx, or save its sheet as .csv"
_TOO_MUCH = (
    "reading it takes too much: leave the sheet with the questions in it, or save it as .csv"
)


def read_sheet(content: bytes) -> list[list[str]]:
    """Return the rows of a workbook's first sheet as text, without the empty ones.

    Formulas are not worked out: what the program that saved the file put beside
    them is taken. Each row ends at its last cell that is not empty.

    Raises:
        UnreadableFile: with the reason and the remedy.
    """
    if content.startswith(OLE):
        raise UnreadableFile("it is locked, or an .xls of old: save it as .xlsx without a password")
    with tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(
                [sys.executable, "-X", "utf8", "-m", __name__],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                timeout=_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(_TOO_MUCH) from error
        answer.seek(0)
        try:
            found: dict[str, Any] = json.loads(answer.read())
        except ValueError as error:  # it was stopped by one of its limits
            raise UnreadableFile(_TOO_MUCH) from error
    if "unreadable" in found:
        raise UnreadableFile(str(found["unreadable"]))
    return [[str(cell) for cell in row] for row in found["rows"]]


def main() -> None:
    """Read the workbook on the standard input and write its rows as JSON."""
    content = sys.stdin.buffer.read()
    import openpyxl  # noqa: F401  # before the limits: what it maps is no part of the file

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ANSWER_BYTES, _ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    try:
        found: dict[str, Any] = {"rows": _rows(content)}
    except UnreadableFile as error:
        found = {"unreadable": str(error)}
    except MemoryError:
        found = {"unreadable": _TOO_MUCH}
    except Exception:  # whatever a broken file makes of a library: this process exists for it
        found = {"unreadable": _DAMAGED}
    sys.stdout.buffer.write(json.dumps(found).encode())


def _rows(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        # zipfile reads no more of a part than the size that is declared here.
        if sum(part.file_size for part in package.infolist()) > _UNPACKED_BYTES:
            raise UnreadableFile(_TOO_MUCH)
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
            raise UnreadableFile(_TOO_MUCH)
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


if __name__ == "__main__":
    main()
