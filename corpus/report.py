"""The report and its passages, as they flow through every room."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "heading", "item", "row", "note"]
"""What a block is: running text, a heading, an item of a list, a row of a table, a footnote."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom on a page, in points from its top left corner."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text whose ends no sentence crosses, unless the source broke it by mistake.

    Attributes:
        start, end: code points into the report's canonical text, ends stripped of white space.
        page: page number where the source has pages, else None.
        section: path of headings, outermost first, joined by " > ", or None.
    """

    start: int
    end: int
    page: int | None = None
    section: str | None = None
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word of the canonical text stands on a page.

    Attributes:
        start, end: code points into the canonical text.
        page: from 1.
    """

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Front:
    """What a file states of itself on its first pages or in its metadata; None where it does not.

    Attributes:
        date: ISO 8601, year-month-day.
    """

    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader finds in a file.

    Attributes:
        text: the canonical text. Text files give theirs unchanged. Other readers give
            paragraphs parted by a blank line, white space folded to single spaces inside.
        blocks: in order; only white space lies outside them.
        places: of every word, in order, where the file has pages; else empty.
    """

    text: str
    blocks: tuple[Block, ...]
    front: Front = Front()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a report besides its text; an unknown is None, never a guess."""

    id: str
    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report: where it came from, its canonical text and the blocks its reader found.

    Attributes:
        path: the file below the corpus folder, with "/" between its parts.
        source_sha256: of the file's bytes.
        text_sha256: of the canonical text in UTF-8.
    """

    source: Source
    path: str
    source_sha256: str
    text: str
    text_sha256: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a report: ``report.text[start:end] == quote``, always.

    Attributes:
        number: 1 for the first sentence of the report.
        start, end: code points into the canonical text.
        lines: first and last line of the canonical text that it touches, from 1.
    """

    report_id: str
    number: int
    start: int
    end: int
    quote: str
    lines: tuple[int, int]
    page: int | None = None
    section: str | None = None
