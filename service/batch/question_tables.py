"""Read CSV and Excel question files as tables, and find the column of the questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.errors import BadRequest, UnreadableFile
from corpus.limits import WORKBOOK_LIMITS
from corpus.readers.workbook import Sheet
from corpus.sandbox.parent import Sandbox
from corpus.text.decode import decode
from corpus.text.layout import LINE_END
from service.answers.vocabulary import field_named
from service.batch.csv_records import csv_records

TABLE_SUFFIXES = (".csv", ".xlsx")
KNOWN_COLUMNS = ("id", "k", "report", "publisher", "from", "to")
"""Names of columns with a meaning, besides "question"."""

_SAMPLED_ROWS = 200
_MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a question file; every cell is text.

    Attributes:
        name: the file name, with the name of the sheet where it is not the first.
        names: the column names.
        rows: the cells of each row; a row may have more or fewer cells than ``names``.
        delimiter: the character between the cells of a CSV file; empty for a workbook.
        sheet: the name of the sheet of a workbook, where it is not the first; else empty.
        lines: the lines of a CSV file where the names and each row begin; empty for a workbook.
    """

    name: str
    names: list[str]
    rows: list[list[str]]
    delimiter: str = ""
    sheet: str = ""
    lines: Sequence[int] = ()

    @property
    def questions(self) -> list[int]:
        """Return the indices of the columns called "question", else "q", from 0."""
        lowered = [name.lower() for name in self.names]
        name = "question" if "question" in lowered else "q"
        return [at for at, found in enumerate(lowered) if found == name]

    def with_letters_as_names(self) -> "Table":
        """Return the table with its first line as a row and letters (A, B, …) as column names."""
        letters = [_letter(index) for index in range(len(self.names))]
        lines = (0, *self.lines) if self.lines else ()
        return replace(self, names=letters, rows=[self.names, *self.rows], lines=lines)

    def place(self, number: int) -> str:
        """Return the number of a row, from 1, in words, with its line in a CSV file."""
        return f"row {number} (line {self.lines[number]})" if self.lines else f"row {number}"

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
        BadRequest: when a quotation mark of the CSV is not closed, or the table has too many
            columns, or a known column twice.
        UnreadableFile: when the bytes of the file cannot be decoded.
    """
    if Path(name).suffix.lower() == ".xlsx":
        table = _sheet(name, _workbook(name, content))
    else:
        records = csv_records(name, LINE_END.sub("\n", decode(content)))
        names = [cell.strip() for cell in records.first]
        table = Table(
            name, _with_letters(names), records.others, records.delimiter, lines=records.lines
        )
    check_columns(table.name, table.names)
    for known in KNOWN_COLUMNS:
        both = [column for column in table.names if field_named(column.lower()) == known]
        if len(both) > 1:
            named = " and ".join(f'"{column}"' for column in sorted(set(map(str.lower, both))))
            raise BadRequest(f"{table.name} has two columns {named}", "rename one of them")
    return table


def _workbook(name: str, content: bytes) -> Sheet:
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


def _sheet(name: str, sheet: Sheet) -> Table:
    names, *others = sheet.rows
    width = max(map(len, sheet.rows))
    names = [*names, *[""] * (width - len(names))]
    named = f'{name}, sheet "{sheet.name}"' if sheet.name else name
    return Table(named, _with_letters(names), others, sheet=sheet.name)


def _with_letters(names: list[str]) -> list[str]:
    return [name or _letter(at) for at, name in enumerate(names)]


def _letter(at: int) -> str:
    """Return the letters of a column in a spreadsheet; 0 is A, 26 is AA."""
    before, last = divmod(at, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
