"""Read CSV and Excel question files as tables, and find the column of the questions."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.errors import BadRequest, UnreadableFile
from corpus.limits import WORKBOOK_LIMITS
from corpus.sandbox.parent import Sandbox
from corpus.text.decode import decode
from corpus.text.layout import LINE_END
from service.answers.vocabulary import field_named

TABLE_SUFFIXES = (".csv", ".xlsx")
KNOWN_COLUMNS = ("id", "k", "report", "publisher", "from", "to")
"""Names of columns with a meaning, besides "question"."""

_DELIMITERS = (",", ";", "\t")
_SAMPLED_ROWS = 200
_MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a question file; every cell is text.

    Attributes:
        name: the file name.
        names: the column names.
        rows: the cells of each row; a row may have more or fewer cells than ``names``.
        delimiter: the character between the cells of a CSV file; empty for a workbook.
    """

    name: str
    names: list[str]
    rows: list[list[str]]
    delimiter: str = ""

    @property
    def questions(self) -> list[int]:
        """Return the indices of the columns called "question", else "q", from 0."""
        lowered = [name.lower() for name in self.names]
        name = "question" if "question" in lowered else "q"
        return [at for at, found in enumerate(lowered) if found == name]

    def with_letters_as_names(self) -> "Table":
        """Return the table with its first line as a row and letters (A, B, …) as column names."""
        letters = [_letter(index) for index in range(len(self.names))]
        return Table(self.name, letters, [self.names, *self.rows], self.delimiter)

    def likeliest_column(self) -> int:
        """Return the index, from 0, of the column that most likely contains the questions."""

        def likeness(index: int) -> tuple[bool, int, int]:
            cells = [row[index] for row in islice(self.rows, _SAMPLED_ROWS) if index < len(row)]
            asks = sum(cell.rstrip().endswith("?") for cell in cells)
            return "question" in self.names[index].lower(), asks, sum(map(len, cells))

        return max(range(len(self.names)), key=likeness)


def read_table(name: str, content: bytes) -> Table:
    """Read a .csv or .xlsx file; its first line contains the column names.

    Raises:
        BadRequest: when the CSV is malformed, has too many columns, or has a known column twice.
        UnreadableFile: when the bytes of the file cannot be decoded.
    """
    if Path(name).suffix.lower() == ".xlsx":
        table = _sheet(name, _workbook(name, content))
    else:
        table = _csv(name, LINE_END.sub("\n", decode(content)))
    check_columns(name, table.names)
    for known in KNOWN_COLUMNS:
        both = [column for column in table.names if field_named(column.lower()) == known]
        if len(both) > 1:
            named = " and ".join(f'"{column}"' for column in sorted(set(map(str.lower, both))))
            raise BadRequest(f"{name} has two columns {named}", "rename one of them")
    return table


def _workbook(name: str, content: bytes) -> list[list[str]]:
    try:
        with Sandbox(WORKBOOK_LIMITS) as sandbox:
            return sandbox.workbook(content)
    except UnreadableFile as error:
        raise UnreadableFile(str(error).replace("the file", f'"{name}"', 1)) from error


def check_columns(name: str, columns: Collection[str]) -> None:
    """Check the number of columns of a question file.

    Raises:
        BadRequest: when there are more than 500.
    """
    if len(columns) > _MAX_COLUMNS:
        raise BadRequest(
            f"{name} has {len(columns)} columns", f"remove all but {_MAX_COLUMNS} of them"
        )


def _sheet(name: str, rows: list[list[str]]) -> Table:
    names, *others = rows or [[]]
    width = max(map(len, rows), default=0)
    names = [*names, *[""] * (width - len(names))]
    return Table(name, _with_letters(names), others)


def _csv(name: str, text: str) -> Table:
    best = Table(name, [], [])
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        try:
            names = _with_letters([cell.strip() for cell in next(reader, [])])
            found = Table(name, names, [], delimiter)
            if found.questions or len(names) > len(best.names):
                best = Table(name, names, list(filter(any, reader)), delimiter)
            if found.questions:
                return best
        except csv.Error as error:
            where = f"{name}, line {reader.line_num}"
            raise BadRequest(f"{where}: {error}", "correct the line") from error
    return best


def _with_letters(names: list[str]) -> list[str]:
    return [name or _letter(at) for at, name in enumerate(names)]


def _letter(at: int) -> str:
    """Return the letters of a column in a spreadsheet; 0 is A, 26 is AA."""
    before, last = divmod(at, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
