"""The report and its passages, as they flow through every room."""

from dataclasses import dataclass, fields, replace
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

    def completed(self, front: Front) -> "Source":
        """Return it with what the file states where the catalog states nothing."""
        stated = {item.name: getattr(front, item.name) for item in fields(front)}
        return replace(self, **{name: getattr(self, name) or stated[name] for name in stated})


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page: where one line of a sentence stands.

    Attributes:
        page: from 1.
    """

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a report: ``report.text[start:end] == quote``, always.

    Attributes:
        number: 1 for the first sentence of the report.
        start, end: code points into the canonical text.
        lines: first and last line of the canonical text that it touches, from 1.
        pages: first and last page that it stands on, or None where the source has no pages.
        section: path of headings, outermost first, joined by " > ", or None.
        paragraph: number, from 1, of the block that it starts in; every block counts,
            headings, rows and footnotes too.
        kind: of that block.
        boxes: one for each line of the sentence, in reading order, where the source has pages.
        cut: it is the first part of a sentence that was too long, and was cut; the others
            follow it. The index holds the ids of such passages in its manifest.
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

    @property
    def id(self) -> str:
        """Return what names it in a citation."""
        return f"{self.report_id}#s{self.number}"


@dataclass(frozen=True, slots=True)
class Report:
    """A report: where it came from, its canonical text and its sentences in order.

    Attributes:
        source: what the catalog states and, where it is silent, the file itself.
        path: the file below the corpus folder, with "/" between its parts.
        source_sha256: of the file's bytes.
        text_sha256: of the canonical text in UTF-8.
        front: what the file states of itself.
    """

    source: Source
    path: str
    source_sha256: str
    text: str
    text_sha256: str
    front: Front
    passages: tuple[Passage, ...]
