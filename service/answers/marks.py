"""Mark the words of the question in a passage, and the cell of a table that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import PageBox, Passage, Span
from corpus.table_rows import has_heads, row_heads
from index.words.question_words import QuestionWords
from index.words.terms import terms

_MARKED = 0.5
"""Weight of the reranker's mark on a cell, in words of the question that its heads hold."""
_LONGEST = 60
"""Code points of the longest cell that is marked whole; inside a longer one the mark stays."""


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row of a table.

    Attributes:
        start, end: offsets into the report's canonical text, in code points.
        row: the heads of the row, outermost first, joined by " > "; empty for such a head itself.
        column: the heads of the column, likewise; empty if it has none.
        text: the cell, verbatim.
        boxes: a box for each line of the cell, as in ``Citation``.
    """

    start: int
    end: int
    row: str
    column: str
    text: str
    boxes: list[PageBox]


@dataclass(frozen=True, slots=True)
class TableRowInfo:
    """What a passage means that is a row of a table, or a sentence in a cell of one.

    Attributes:
        title: the caption of the table, or null.
        cells: in order.
        cell: number of the cell that answers, from 1; null if none is told from the others.
    """

    title: str | None
    cells: list[RowCell]
    cell: int | None


def find_matches(question: QuestionWords, quote: str) -> list[Span]:
    """Return the spans of the question's words in a quote; word endings may differ.

    Returns:
        Spans in order, in code points of the quote. Common words ("the", "how") do not match.
    """
    return [(term.start, term.end) for term in terms(quote) if term.text in question.distinct]


def table_row(
    question: QuestionWords, passage: Passage, marked: Span | None
) -> TableRowInfo | None:
    """Return the cells of a row whose heads are known, and the one that answers; else None.

    Args:
        marked: the short answer that the reranker marks, as a span of the quote.
    """
    if passage.row is None or not has_heads(passage):
        return None
    cells = [
        RowCell(
            cell.start, cell.end, cell.row, cell.column,
            passage.quote[cell.start - passage.start : cell.end - passage.start],
            list(cell.boxes),
        )
        for cell in passage.row.cells
    ]  # fmt: skip
    if marked:
        marked = marked[0] + passage.start, marked[1] + passage.start
    heads = row_heads(passage.row.cells, [cell.text for cell in cells])
    return TableRowInfo(passage.row.title, cells, _answering(question, cells, heads, marked))


def span_of_answer(passage: Passage, row: TableRowInfo, marked: Span | None) -> Span | None:
    """Return the short answer of a row, as a span of the quote: its answering cell.

    Inside a long cell it is what the reranker marks there.
    """
    if row.cell is None:
        return marked
    cell = row.cells[row.cell - 1]
    start, end = cell.start - passage.start, cell.end - passage.start
    if marked and end - start > _LONGEST and start <= marked[0] and marked[1] <= end:
        return marked
    return start, end


def _answering(
    question: QuestionWords, cells: Sequence[RowCell], heads: Sequence[bool], marked: Span | None
) -> int | None:
    """Return the number of the cell whose heads the question names best, from 1, or None.

    A cell whose own words stand in the question is given rather than asked for.
    """

    def worth(at: int) -> tuple[float, int]:
        cell = cells[at]
        own = {term.text for term in terms(cell.text)}
        named = question.distinct & {term.text for term in terms(f"{cell.row} {cell.column}")}
        overlaps = marked is not None and cell.start < marked[1] and marked[0] < cell.end
        given = bool(own) and own <= question.distinct
        return len(named) + _MARKED * overlaps - 3 * given, -at

    values = [at for at in range(len(cells)) if not heads[at]]
    best = max(values, key=worth, default=None)
    if best is None:
        return None
    asked_for = next((at for at in range(best) if heads[at] and worth(at)[0] >= _MARKED), None)
    if worth(best)[0] < 0 and asked_for is not None:
        return asked_for + 1
    return best + 1
