"""Divide CSV files into records, as RFC 4180 writes them, and as people do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import BadRequest

_DELIMITERS = (",", ";", "\t")
_STATED = re.compile(r'"?sep=([^"\w\s]|\t)"?\n', re.IGNORECASE)
"""The first line by which Excel tells the delimiter."""
_QUOTED = ' *"([^"]*(?:""[^"]*)*)"'
_CLOSED = re.compile(_QUOTED)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a CSV file that hold text.

    Attributes:
        first: the cells of the first record, without empty ones at its end that no record fills.
        others: the cells of the other records.
        lines: the lines of the file where the records begin, the first included.
    """

    delimiter: str
    first: list[str]
    others: list[list[str]]
    lines: list[int]


def csv_records(name: str, text: str) -> Records:
    """Divide a text by the delimiter that it states, that gives a column "question", or else most.

    Args:
        name: of the file, for messages.
        text: with line feeds as its line ends.

    Raises:
        BadRequest: when a quotation mark is not closed; names the line where it stands.
    """
    delimiter, start = _delimiter(name, text)
    found = [
        (line, cells)
        for line, cells in _divided(name, text, start, delimiter)
        if any(map(str.strip, cells))
    ]
    lines = [line for line, _ in found]
    first, *others = [cells for _, cells in found] or [[]]
    width = max(map(_filled, [first, *others]))
    return Records(delimiter, first[:width], others, lines)


def _filled(cells: list[str]) -> int:
    """Return the number of cells up to the last that is not empty."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _delimiter(name: str, text: str) -> tuple[str, int]:
    """Return the delimiter, and where the records start."""
    stated = _STATED.match(text)
    if stated:
        return stated[1], stated.end()
    best, most = _DELIMITERS[0], 0
    failed: BadRequest | None = None
    for delimiter in _DELIMITERS:
        try:
            cells = next(
                (cells for _, cells in _divided(name, text, 0, delimiter) if any(cells)), []
            )
        except BadRequest as error:
            failed = failed or error
            continue
        if {"question", "q"} & {cell.strip().lower() for cell in cells}:
            return delimiter, 0
        if len(cells) > most:
            best, most = delimiter, len(cells)
    if failed:
        raise failed
    return best, 0


def _divided(name: str, text: str, at: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each record from a place on."""
    line = text.count("\n", 0, at) + 1
    mark = re.escape(delimiter)
    cell = re.compile(rf"(?:{_QUOTED} *|([^{mark}\n]*))({mark}|\n|\Z)")
    while at < len(text):
        end = text.find("\n", at) % (len(text) + 1)  # of the last line, the end of the text
        cells = text[at:end].split(delimiter)
        if '"' in text[at:end]:
            found = list(_cells(name, text, at, cell))
            cells, end = [one for one, _ in found], found[-1][1]
        yield line, cells
        line += text.count("\n", at, end) + 1
        at = end + 1


def _cells(name: str, text: str, at: int, cell: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Yield the cells of the record that starts at a place, each with its end.

    A quotation mark that other text follows in its cell is part of the text, as in
    ``"Big Tech" is what?``. If it would take a cell over the end of its line, it is a mistake.
    """
    for found in cell.finditer(text, at):
        quoted, plain, after = found.groups()
        if quoted is None and plain.lstrip(" ").startswith('"'):
            closed = _CLOSED.match(text, found.start())
            if closed is None or "\n" in closed[0]:
                line = text.count("\n", 0, found.start()) + 1
                raise BadRequest(
                    f"{name}, line {line}: a quotation mark is not closed",
                    "close it, and write a quotation mark inside a quoted cell twice",
                )
        yield plain if quoted is None else quoted.replace('""', '"'), found.start(3)
        if after in ("", "\n"):
            return
