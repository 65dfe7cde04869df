"""The sentences of an edition as the script plans them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.quotes.anchors import own_text
from corpus.report import Kind, Passage, Report


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or the row of a table.

    Attributes:
        text: in one line, without what programs draw.
        paragraph: its number; the rows of a table have successive ones.
        cells: of a row.
    """

    text: str
    paragraph: int
    kind: Kind = "text"
    cells: tuple[str, ...] = ()

    def holding(self, text: str, cells: tuple[str, ...] = ()) -> "Sentence":
        """Return a sentence of another text in the same place."""
        return replace(self, text=text, cells=cells)


def sentences_of(report: Report) -> list[Sentence]:
    """Return the sentences of a report."""
    return [
        Sentence(
            one_line(own_text(one)),
            one.paragraph,
            one.kind,
            tuple(_cells(report, one)) if one.kind == "row" else (),
        )
        for one in report.passages
    ]


def one_line(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def letters(text: str) -> str:
    """Return what stays of a text wherever its lines end: its letters and digits."""
    return "".join(filter(str.isalnum, text)).casefold() or text


def tables(sentences: Sequence[Sentence]) -> list[range]:
    """Return the places of the rows of each table."""
    found: list[range] = []
    for at, one in enumerate(sentences):
        if one.kind != "row":
            continue
        if found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found


def _cells(report: Report, row: Passage) -> Iterator[str]:
    if row.row is None:
        yield one_line(row.quote)
        return
    for cell in row.row.cells:
        if (cell.start, cell.end) not in row.drawn:
            yield one_line(report.text[cell.start : cell.end])
