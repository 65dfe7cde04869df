"""Find the cells of a table that are merged over several rows."""

from collections.abc import Sequence

from corpus.readers.pdf.lines import Cell
from corpus.readers.pdf.tables.grid import Placed, are_in_words
from corpus.readers.pdf.tables.rules import Rules
from corpus.report import Box


def merged_cells(
    rows: Sequence[Sequence[Cell]],
    placed: Sequence[Placed],
    columns: list[Box],
    rules: Rules,
    others: set[int],
) -> dict[int, Cell]:
    """Return the first cell of each row over which the one of a row above is merged.

    The rules show it: they part all columns but the first. Without rules inside the table,
    the rows show it: nothing but their first cell is blank, and the second is in words.

    Args:
        rows: of the table.
        placed: the cells of each row by the number of their column.
        columns: of the table.
        rules: the horizontal rules of the document.
        others: numbers of the rows that are heads.
    """
    body = [at for at in range(len(rows)) if at not in others]
    after = [at for at in body if at - 1 in body]
    inside = [rules.between(rows[at - 1], rows[at], columns) for at in after]
    whole = len(columns) > 2 and are_in_words(placed, body, len(columns))
    found: dict[int, Cell] = {}
    for at, share in zip(after, inside, strict=True):
        first = rules.between(rows[at - 1], rows[at], columns[:1])
        if share > 0.3 and first < 0.1:
            _repeat(found, placed, at, upwards=True)
        elif whole and not any(inside):
            _repeat(found, placed, at, upwards=False)
    return found


def _repeat(found: dict[int, Cell], placed: Sequence[Placed], at: int, *, upwards: bool) -> None:
    """Repeat the first cell of one of two rows in the other, where that has none."""
    above = found.get(at - 1, placed[at - 1].get(0))
    own = placed[at].get(0)
    if own is None and above is not None:
        found[at] = above
    elif upwards and own is not None and above is None:
        found[at - 1] = own
