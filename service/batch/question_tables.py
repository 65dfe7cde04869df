"""Read the tables among the question files, CSV and workbooks, and find their questions."""

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

TABLES = (".csv", ".xlsx")
OWN = ("id", "k", "report", "publisher", "from", "to")
"""The columns, besides the question's, that mean something to us."""

_DELIMITERS = (",", ";", "\t")
_JUDGED = 200
_MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a question file, all of it text.

    Attributes:
        name: of the file.
        names: of the columns.
        rows: as many cells as the file has; there may be more or fewer than names.
        delimiter: what parts the cells in the file; empty in a workbook.
    """

    name: str
    names: list[str]
    rows: list[list[str]]
    delimiter: str = ""

    @property
    def questions(self) -> list[int]:
        """Return the columns that are called "question", from 0."""
        return [at for at, name in enumerate(self.names) if name.lower() == "question"]

    def without_names(self) -> "Table":
        """Return the table of a file whose first line holds a question already."""
        letters = [_letter(at) for at in range(len(self.names))]
        return Table(self.name, letters, [self.names, *self.rows], self.delimiter)

    def likeliest(self) -> int:
        """Return the column that looks most like questions, from 0."""

        def likeness(at: int) -> tuple[bool, int, int]:
            cells = [row[at] for row in islice(self.rows, _JUDGED) if at < len(row)]
            asks = sum(cell.rstrip().endswith("?") for cell in cells)
            return "question" in self.names[at].lower(), asks, sum(map(len, cells))

        return max(range(len(self.names)), key=likeness)


def read_table(name: str, content: bytes) -> Table:
    """Read a .csv or an .xlsx file, its first line as the names of its columns.

    Raises:
        BadRequest: when it is no table, has too many columns, or two with one name of ours.
        UnreadableFile: when its bytes cannot be read.
    """
    if Path(name).suffix.lower() == ".xlsx":
        table = _sheet(name, _workbook(name, content))
    else:
        table = _csv(name, LINE_END.sub("\n", decode(content)))
    check_columns(name, table.names)
    lowered = [column.lower() for column in table.names]
    for own in OWN:
        if lowered.count(own) > 1:
            raise BadRequest(f'{name} has two columns "{own}": rename one of them')
    return table


def _workbook(name: str, content: bytes) -> list[list[str]]:
    try:
        with Sandbox(WORKBOOK_LIMITS) as sandbox:
            return sandbox.workbook(content)
    except UnreadableFile as error:
        raise UnreadableFile(str(error).replace("the file", f'"{name}"', 1)) from error


def check_columns(name: str, columns: Collection[str]) -> None:
    """Refuse a question file with more columns than a file may have.

    Raises:
        BadRequest: when it has.
    """
    if len(columns) > _MOST_COLUMNS:
        raise BadRequest(f"{name} has {len(columns)} columns: leave at most {_MOST_COLUMNS} in it")


def _sheet(name: str, rows: list[list[str]]) -> Table:
    names, *others = rows or [[]]
    width = max(map(len, rows), default=0)
    names = [*names, *[""] * (width - len(names))]
    return Table(name, _named(names), others)


def _csv(name: str, text: str) -> Table:
    best = Table(name, [], [])
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        try:
            names = _named([cell.strip() for cell in next(reader, [])])
            found = Table(name, names, [], delimiter)
            if found.questions or len(names) > len(best.names):
                best = Table(name, names, list(filter(any, reader)), delimiter)
            if found.questions:
                return best
        except csv.Error as error:
            where = f"{name}, line {reader.line_num}"
            raise BadRequest(f"{where}: {error}: correct the line") from error
    return best


def _named(names: list[str]) -> list[str]:
    return [name or _letter(at) for at, name in enumerate(names)]


def _letter(at: int) -> str:
    """Return the name that a spreadsheet gives a column, counted from 0."""
    before, last = divmod(at, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
