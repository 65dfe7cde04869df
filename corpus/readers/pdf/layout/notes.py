"""Find the footnotes of a page."""

import re

from corpus.readers.pdf.layout.measures import ended, is_running, step_between
from corpus.readers.pdf.lines import Line
from corpus.text.layout import TERMINAL

MARK = re.compile(r"(\d{1,3}|[*†‡§]{1,3})(?:\.?\s+\S|[A-Z“\"(])")
SMALLER = 0.9
"""Points by which notes are smaller than the running text; 10.5 and 11.5 in R48913, page 5."""

_APART = 1.6  # largest step between the lines of a note, in type sizes


class Notes:
    """Finds the footnotes of the pages of a document, in order.

    Args:
        body_size: type size of the running text, in points.
    """

    def __init__(self, body_size: float) -> None:
        self._body_size = body_size
        self._unfinished = False

    def find(self, lines: list[Line]) -> list[Line]:
        """Return the lines of the next page's notes: small type at the foot, under text.

        The notes of a column begin with a mark, or go on from the column or page before. A page
        without running text of the usual size has no notes, because all of it is set small.
        """
        small = [line for line in lines if self._is_small(line)]
        usual = [line for line in lines if not self._is_small(line)]
        if not any(_is_text(line) for line in usual):
            return []
        feet = [line for line in small if not any(_is_under(other, line) for other in usual)]
        found: list[Line] = []
        for column in _columns(feet):
            if any(_is_below_text(column, line) for line in usual):
                notes = self._from_mark(column)
                found += notes
                if notes:
                    self._unfinished = not TERMINAL.search(notes[-1].text)
        return found

    def _is_small(self, line: Line) -> bool:
        bare_mark = not line.text.strip("0123456789*†‡")
        return line.size <= self._body_size - SMALLER or bare_mark

    def _from_mark(self, column: list[Line]) -> list[Line]:
        start = next((at for at in range(len(column)) if _starts(column, at)), len(column))
        if self._unfinished and start and all(map(is_running, column[: max(1, start - 1)])):
            return column
        if not any(map(is_running, column[start:])) and len(column) - start > 2:
            return []  # the labels of a figure
        while 0 < start < len(column) and _adjoins(column[start - 1], column[start]):
            start -= 1  # continues a footnote of the page before
        return column[start:]


def _starts(column: list[Line], at: int) -> bool:
    """Return whether a note starts here: a mark, not the number at the start of a wrapped line."""
    if not MARK.match(column[at].text):
        return False
    return at == 0 or ended(column[at - 1]) or not _adjoins(column[at - 1], column[at])


def _is_text(line: Line) -> bool:
    """Return whether a line is running text, not a heading."""
    capitals, letters = sum(map(str.isupper, line.text)), sum(map(str.isalpha, line.text))
    return is_running(line) and not line.bold and 2 * capitals < letters


def _is_under(line: Line, above: Line) -> bool:
    """Return whether a line is lower than another, in the same column."""
    overlap = min(line.right, above.right) - max(line.left, above.left)
    narrower = min(line.right - line.left, above.right - above.left)
    return line.top > above.top and overlap > 0.5 * narrower


def _is_below_text(column: list[Line], text: Line) -> bool:
    """Return whether small lines begin where the text above them does, unlike cells of a table."""
    left = min(line.left for line in column)
    return is_running(text) and _is_under(column[0], text) and abs(text.left - left) < 3 * text.size


def _columns(lines: list[Line]) -> list[list[Line]]:
    """Divide lines in reading order into columns, each from its top."""
    columns: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top):
        for column in columns:
            if any(line.left < other.right and other.left < line.right for other in column):
                column.append(line)
                break
        else:
            columns.append([line])
    return sorted(columns, key=lambda column: min(line.left for line in column))


def _adjoins(line: Line, below: Line) -> bool:
    return (
        abs(line.left - below.left) < 3
        and line.size == below.size
        and 0 < step_between(line, below) < _APART * line.size
    )
