"""The grid of a table: what is merged over a row, and the heads of its rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.note_marks import NoteMark
from corpus.readers.canonical import TextBuilder
from corpus.readers.folded import Folded
from corpus.report import Cell, Span, TableRow


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as its source states it.

    Attributes:
        columns, rows: how many columns and rows it covers; 0 rows where the source does not count
            them and marks the cells below as continuing.
        is_head: whether it is the head of its row.
        continues: whether it belongs to the cell above, as Word writes merged cells.
    """

    text: Folded
    columns: int = 1
    rows: int = 1
    is_head: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell from one column to the next; ``rows`` counts those below that it still covers."""

    text: Folded
    start: int
    end: int
    rows: int
    is_head: bool
    is_merged: bool

    def repeated(self) -> "_Placed":
        """Return the cell as the next row has it: drawn, because the source has it once."""
        length = len(self.text.text)
        drawn = Folded(self.text.text, ((0, length),) if length else ())
        return replace(self, text=drawn, rows=self.rows - 1, is_merged=True)


class Grid:
    """Adds the rows of one table to a builder.

    Args:
        title: the title of the table, or "".
    """

    def __init__(self, builder: TextBuilder, title: str = "") -> None:
        self._builder = builder
        self._heads: list[list[_Placed]] = []
        self._above: list[_Placed] = []
        self._has_rows = False
        self.title = title

    def add(self, cells: Sequence[GridCell], is_head: bool = False, start: int = 0) -> None:
        """Add a row.

        Args:
            is_head: whether it holds the heads of the columns.
            start: number of empty columns before the first cell.
        """
        placed = self._placed(cells, start)
        is_first, self._has_rows, self._above = not self._has_rows, True, placed
        if is_first and len(placed) == 1 and placed[0].end - placed[0].start > 1:
            self.title = self.title or placed[0].text.text  # one cell over all columns
            is_head = False
        if is_head:
            self._heads.append(placed)
        heads = [] if is_head else _row_heads(placed)
        names, starts = _joined([cell.text.text for cell in heads]), {cell.start for cell in heads}
        text = ""
        drawn: list[Span] = []
        marks: list[NoteMark] = []
        meant: list[Cell] = []
        for cell in (cell for cell in placed if cell.text.text):
            start = len(text) + bool(text)
            text += " " * bool(text) + cell.text.text
            drawn += [(start + first, start + last) for first, last in cell.text.drawn]
            marks += [mark.moved(start) for mark in cell.text.marks]
            over = "" if is_head else self._over(cell)
            meant.append(Cell(start, len(text), "" if cell.start in starts else names, over))
        row = TableRow(self.title or None, tuple(meant))
        self._builder.add_row(Folded(text, tuple(drawn), tuple(marks)), row)

    def end_group(self) -> None:
        """End a group of rows, over which no cell is merged."""
        self._above = []

    def _placed(self, cells: Sequence[GridCell], start: int) -> list[_Placed]:
        merged = [cell for cell in self._above if cell.rows > 0]
        placed: list[_Placed] = []
        at = start
        for cell in cells:
            while over := next((each for each in merged if each.start <= at < each.end), None):
                placed.append(over.repeated())
                at = over.end
            end = at + cell.columns
            above = next((each for each in self._above if each.start <= at < each.end), None)
            if cell.continues and above:
                repeated = above.repeated()
                placed.append(replace(repeated, start=at, end=end, rows=0))
            else:
                tall = cell.rows != 1
                placed.append(_Placed(cell.text, at, end, cell.rows - 1, cell.is_head, tall))
            at = end
        return placed + [each.repeated() for each in merged if each.start >= at]

    def _over(self, cell: _Placed) -> str:
        """Return the heads of the columns that a cell stands in, outermost first."""
        levels = []
        for heads in self._heads:
            over = [each.text.text for each in heads
                    if each.start < cell.end and cell.start < each.end]  # fmt: skip
            levels.append(", ".join(filter(None, dict.fromkeys(over))))
        return _joined(levels)


def _row_heads(placed: Sequence[_Placed]) -> list[_Placed]:
    """Return the heads of a row: those marked as such, else the first cell.

    A first cell that is merged over several rows names their group, and the next one the row.
    """
    marked = [cell for cell in placed if cell.is_head]
    if marked or not placed:
        return marked
    last = next((at for at, cell in enumerate(placed) if not cell.is_merged), 0)
    return list(placed[: last + 1])


def _joined(names: Sequence[str]) -> str:
    return " > ".join(filter(None, dict.fromkeys(names)))
