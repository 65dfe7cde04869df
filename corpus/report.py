"""The report and its passages: the types that the readers, the index and the service share."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from corpus.note_marks import Apart, NoteMark, NoteName
from corpus.omissions import Omission

Kind = Literal["text", "heading", "item", "row", "note"]
"""Type of a block: running text, heading, list item, table row or footnote."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom edges, in points from the top left corner of the page."""

Span = tuple[int, int]
"""Start and end, in code points of a report's canonical text."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """The rectangle that one line of a sentence fills on a page.

    Attributes:
        page: page number from 1.
    """

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row.

    Attributes:
        start, end: code points into the report's canonical text.
        row: the text of the row's head, or "".
        column: the heads of the column, outermost first, joined by " > ", or "".
        boxes: one for each printed line; empty when the source has no pages.
    """

    start: int
    end: int
    row: str = ""
    column: str = ""
    boxes: tuple[PageBox, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row of a table means.

    Attributes:
        title: the caption of the table, or None.
        cells: from the first to the last; none of them is empty.
    """

    title: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a report's text that sentences stay within.

    A sentence crosses into the next block only where the source broke a line by mistake.

    Attributes:
        start, end: code points into the report's canonical text, without white space at the ends.
        page: page number from 1, or None when the source has no pages.
        section: headings above the block, outermost first, joined by " > ", or None.
        drawn: spans that programs draw and the source's text lacks, in order: automatic numbers,
            and the text of a merged cell where it is repeated.
        row: what the row means; None for a block that is no row of a table.
        marks, note, apart: only in a draft; see ``corpus.note_marks``.
    """

    start: int
    end: int
    page: int | None = None
    section: str | None = None
    kind: Kind = "text"
    drawn: tuple[Span, ...] = ()
    row: TableRow | None = None
    marks: tuple[NoteMark, ...] = ()
    note: NoteName | None = None
    apart: Apart = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a word on a page.

    Attributes:
        start, end: code points into the canonical text.
        page: page number from 1.
    """

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Front:
    """Front matter: what a file's metadata or first page states about the report.

    A value that the file does not state is None or empty.

    Attributes:
        date: a year, a month or a day; see ``corpus.dates``.
        url: the address that the file gives for itself.
        authors: persons, in order, as the file writes them: "Diane P. Horn" or "Horn, Diane P.".
            An institution is the publisher.
    """

    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The content of a file, as its reader returns it.

    Attributes:
        text: the canonical text. For a text file it is the decoded file, unchanged. For other
            formats it is the paragraphs with a blank line between them and single spaces inside.
        blocks: in order; they cover everything but white space.
        places: positions of all words, in order; empty when the format has no pages.
        page_labels: the label of each page, as the pages are numbered in print: "ii", "1", "A-3";
            "" for a page without one; empty when no page has one.
        pages: number of pages; 0 when the format has none.
        omissions: what the file holds and the text lacks.
        ocr_pages: the pages, in order, from 1, whose text comes from OCR.
    """

    text: str
    blocks: tuple[Block, ...]
    front: Front = Front()
    places: tuple[Place, ...] = ()
    page_labels: tuple[str, ...] = ()
    pages: int = 0
    omissions: tuple[Omission, ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What is known about a report besides its text; an unknown value is None or empty.

    Attributes:
        date: a year, a month or a day; see ``corpus.dates``.
        authors: persons, in order, as written; see ``Front``.
    """

    id: str
    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None
    authors: tuple[str, ...] = ()

    def completed(self, front: Front) -> "Source":
        """Return a copy in which the file's front matter fills the unknown values."""
        stated = {item.name: getattr(front, item.name) for item in fields(front)}
        return replace(self, **{name: getattr(self, name) or stated[name] for name in stated})


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a report; ``report.text[start:end] == quote`` always holds.

    Attributes:
        number: 1 for the first sentence of the report.
        start, end: code points into the canonical text.
        lines: first and last line in the canonical text, from 1.
        pages: first and last page, from 1, or None when the source has no pages.
        section: headings above the sentence, outermost first, joined by " > ", or None.
        paragraph: number, from 1, of the block that the sentence starts in. Headings, rows and
            footnotes count as blocks.
        kind: type of that block.
        boxes: one for each printed line, in reading order; empty when the source has no pages.
        line_starts: where the text of each box starts, in code points; empty before format 6.
        cut: whether this is the first part of a sentence that was cut because it was too long.
            The other parts follow as passages of their own. The index's manifest lists their ids.
        drawn, row: of the block; spans and cells inside the passage.
        anchor: see ``corpus.quotes.anchors``; the index adds it, and one before format 8 has none.
    """

    report_id: str
    number: int
    start: int
    end: int
    quote: str
    lines: tuple[int, int]
    pages: tuple[int, int] | None = None
    section: str | None = None
    paragraph: int = 1
    kind: Kind = "text"
    boxes: tuple[PageBox, ...] = ()
    cut: bool = False
    line_starts: tuple[int, ...] = ()
    drawn: tuple[Span, ...] = ()
    row: TableRow | None = None
    anchor: str = ""

    @property
    def id(self) -> str:
        """Return the id that citations use, such as ``us-japan-alliance#s2``."""
        return f"{self.report_id}#s{self.number}"

    @property
    def printed_lines(self) -> Iterator[tuple[PageBox, str]]:
        """Yield the box and the text of each printed line; the text is empty where unknown."""
        starts = self.line_starts or (self.end,) * len(self.boxes)
        for box, start, end in zip(self.boxes, starts, (*starts[1:], self.end), strict=True):
            yield box, self.quote[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its source, its canonical text and its sentences.

    Attributes:
        source: what the catalog states, completed with the file's front matter.
        path: path of the file relative to the corpus folder, with "/" between its parts.
        source_sha256, text_sha256: SHA-256 of the file's bytes and of the text in UTF-8, in hex.
        page_labels, page_count, omissions, ocr_pages: see ``Extracted``.
    """

    source: Source
    path: str
    source_sha256: str
    text: str
    text_sha256: str
    front: Front
    passages: tuple[Passage, ...]
    page_labels: tuple[str, ...] = ()
    page_count: int = 0
    omissions: tuple[Omission, ...] = ()
    ocr_pages: tuple[int, ...] = ()
