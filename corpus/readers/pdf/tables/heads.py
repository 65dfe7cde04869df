"""Find the columns of a table, the cells that head them, and those that head each row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf.lines import Cell, box_of, text_of
from corpus.readers.pdf.tables.grid import (
    ALIGNED,
    Placed,
    are_aligned,
    are_short,
    columns_of,
    contrasts,
    indents,
    is_bold,
    is_value,
    is_value_row,
    label_columns,
    overlap,
    placed_in,
    spanned,
)
from corpus.readers.pdf.tables.merged import merged_cells
from corpus.readers.pdf.tables.rules import Rules
from corpus.report import Box

_MAX_HEAD_ROWS = 4
_NEARLY_ALL = 0.8


@dataclass(slots=True)
class CellHeads:
    """A cell with the cells that head its row and its column, outermost first.

    Attributes:
        repeated: whether the cell is merged over this row, and printed in a row above.
    """

    lines: Cell
    row: list[Cell] = field(default_factory=list)
    column: list[Cell] = field(default_factory=list)
    repeated: bool = False


class TableHeads:
    """Reads a table from page to page, and remembers its columns and heads."""

    def __init__(self, rules: Rules) -> None:
        """Begin a table.

        Args:
            rules: the horizontal rules of the document.
        """
        self._rules = rules
        self.columns: list[Box] = []
        self._heads: list[list[Cell]] = []
        self._labelled = False
        self._groups: list[Cell] = []

    def read(self, rows: Sequence[Sequence[Cell]]) -> list[list[CellHeads]] | None:
        """Return the cells of each row with their heads; None where the columns are uncertain.

        Args:
            rows: the rows of one page; a row of a single cell may head those below it.
        """
        columns = columns_of(rows)
        if len(columns) < len(self.columns) or not columns:
            columns = self.columns
        if not columns or not are_aligned(rows, columns):
            return None
        if len(columns) != len(self.columns):
            self._heads = []
        self.columns = columns
        placed = [placed_in(row, columns) for row in rows]
        labels = label_columns(placed)
        self._labelled = self._labelled or bool(labels)
        groups = set() if labels else {at for at in range(len(rows)) if self._is_group(rows[at])}
        heads = self._head_rows(rows, placed, groups) if labels <= {0} else set()
        groups -= heads
        merged = merged_cells(rows, placed, self.columns, self._rules, groups | heads)
        nested = merged and len(columns) > 2 and are_short(placed, 1)
        stub = {0} | labels | ({1} if nested else set())
        outer: list[Cell] = []
        indented = indents(placed, groups | heads)
        found: list[list[CellHeads]] = []
        for at, row in enumerate(placed):
            if at in groups:
                if at - 1 not in groups:
                    self._groups = self._kept_groups(rows, groups, at)
                self._groups = [*self._groups, rows[at][0]]
            elif at in heads:
                if at - 1 not in heads:
                    self._heads = [[] for _ in columns]
                self._add_heads(rows[at])
            if at in groups | heads:
                outer = []
                found.append([CellHeads(cell) for cell in rows[at]])
                continue
            own = {0: merged[at], **row} if at in merged else row
            outer = _outer(outer, row.get(0)) if indented else []
            above = [one for one in outer if one is not row.get(0)]
            found.append(self._headed(own, at in merged, stub, labels, above))
        return found

    @property
    def are_known(self) -> bool:
        """Return whether heads of columns, or labels, were found."""
        return self._labelled or any(self._heads)

    def _headed(
        self, row: Placed, repeated: bool, stub: set[int], labels: set[int], outer: list[Cell]
    ) -> list[CellHeads]:
        """Return the cells of a row with their heads."""
        found = []
        for at, cell in sorted(row.items()):
            before = [own for own in sorted(stub & row.keys()) if own <= at]
            if len(labels) > 1:
                before = before[-1:]
            heads = [] if at in stub else [*self._groups, *outer, *(row[own] for own in before)]
            column = self._heads[at] if at < len(self._heads) else []
            found.append(CellHeads(cell, heads, column, repeated and at == 0))
        return found

    def _is_group(self, row: Sequence[Cell]) -> bool:
        """Return whether a row of one cell heads the rows below it."""
        if len(row) != 1:
            return False
        (cell,) = row
        left, _, right, _ = box_of(cell)
        first, last = self.columns[0], self.columns[-1]
        text = text_of(cell)
        centred = abs(left + right - first[0] - last[2]) < 0.06 * (last[2] - first[0])
        bold = all(line.bold for line in cell)
        set_apart = left < first[2] or centred or bold
        return text.endswith(":") or (set_apart and not is_value(text))

    def _kept_groups(self, rows: Sequence[Sequence[Cell]], groups: set[int], at: int) -> list[Cell]:
        """Return the groups that stay when a run of heads of groups begins: the outer ones."""
        count = next(n for n in range(1, len(rows) + 1) if at + n not in groups)
        kept = self._groups[: max(0, len(self._groups) - count)]
        return kept if kept and _looks_like(self._groups[-1], rows[at][0]) else []

    def _head_rows(
        self, rows: Sequence[Sequence[Cell]], placed: Sequence[Placed], groups: set[int]
    ) -> set[int]:
        """Return the rows that name the columns: the first of the table, or those of a group."""
        heads: set[int] = set()
        full = [at for at in range(len(rows)) if at not in groups]
        for at in full:
            if at and at - 1 not in groups:
                continue
            segment = [at]
            while segment[-1] + 1 in full:
                segment.append(segment[-1] + 1)
            below = [placed[other] for other in full if other > segment[-1]]
            heads.update(segment[: self._head_count(rows, placed, segment, below)])
        # A head over some of the columns stands above the heads of each.
        for at in sorted(groups, reverse=True):
            left, _, right, _ = box_of(rows[at][0])
            middle = (self.columns[0][0] + self.columns[-1][2]) / 2
            beside = left > self.columns[0][2] and abs((left + right) / 2 - middle) > ALIGNED
            if at + 1 in heads and beside:
                heads.add(at)
        return heads

    def _head_count(
        self,
        rows: Sequence[Sequence[Cell]],
        placed: Sequence[Placed],
        segment: Sequence[int],
        below: Sequence[Placed],
    ) -> int:
        """Return the number of rows at the start of a segment that name the columns.

        Args:
            segment: rows without the head of a group between them.
            below: the rows of the segments below.
        """
        if self._heads and [text_of(cell) for cell in rows[segment[0]]] == [
            text_of(head[-1]) for head in self._heads if head
        ]:
            return 1  # printed again on the next page
        ruled = [
            count
            for count, (one, other) in enumerate(pairwise(segment[: _MAX_HEAD_ROWS + 1]), 1)
            if self._rules.between(rows[one], rows[other], self.columns) > _NEARLY_ALL
        ]
        for count in range(min(_MAX_HEAD_ROWS, len(segment)), 0, -1):
            top = [placed[at] for at in segment[:count]]
            body = [*(placed[at] for at in segment[count:]), *below]
            if any(map(is_value_row, top)):
                continue
            bold = all(map(is_bold, top)) and not (body and is_bold(body[0]))
            if not body and count < len(placed):
                continue
            if bold or (ruled and ruled[0] == count and len(ruled) < len(segment) - 1):
                return count
        body = [*(placed[at] for at in segment[1:]), *below]
        return int(contrasts(placed[segment[0]], body))

    def _add_heads(self, row: Sequence[Cell]) -> None:
        """Add the cells of a row to the heads of the columns that they stand over."""
        boxes = [box_of(cell) for cell in row]
        touched = [
            [at for at, column in enumerate(self.columns) if overlap(box, column) > 0]
            for box in boxes
        ]
        for number, (cell, box) in enumerate(zip(row, boxes, strict=True)):
            taken = {at for other, own in enumerate(touched) if other != number for at in own}
            piece = self._rules.below(cell, self.columns)
            if piece and any(overlap(piece, other) > 0 for other in boxes if other != box):
                piece = None
            for at in spanned(box, self.columns, touched[number], taken, piece):
                self._heads[at] = [*self._heads[at], cell]


def _outer(outer: list[Cell], cell: Cell | None) -> list[Cell]:
    """Return the heads of the rows above that the head of a row is indented below."""
    if cell is None:
        return outer
    left = box_of(cell)[0]
    return [*(one for one in outer if box_of(one)[0] < left - 0.6 * cell[0].size), cell]


def _looks_like(one: Cell, other: Cell) -> bool:
    """Return whether two heads of groups are of one level."""
    first, second = box_of(one), box_of(other)
    centred = abs(first[0] + first[2] - second[0] - second[2]) < 2 * ALIGNED
    return one[0].bold == other[0].bold and (centred or abs(first[0] - second[0]) < ALIGNED)
