"""Lay out a report for reading: parts, in them paragraphs and lists, in them sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from corpus.display import readable_text
from corpus.report import Kind, Passage, Source
from index.generation import Generation
from index.rows import IndexedReport

_DEEPEST = 6
_MOST_ENTRIES = 300
# A browser lays out what is in sight: parts of like length let it guess the rest well.
_PART_CHARS = 4000
_LISTS = ("item", "row")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report.

    Attributes:
        number: its anchor.
        text: its readable form.
        new_page: the page that starts before it in the midst of a block, or None.
        passage: what the index holds of it.
    """

    number: int
    text: str
    new_page: int | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item, a row or a note.

    Attributes:
        level: of a heading, from 2; else None.
        new_page: the page that starts before it, or None.
    """

    kind: Kind
    level: int | None
    new_page: int | None
    sentences: list[Sentence]

    @property
    def text(self) -> str:
        """Return its readable text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks of one kind: a list of items or rows, or a single other block."""

    kind: Kind
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class ReadableReport:
    """A whole report, to be read.

    Attributes:
        changed: its readable form differs from the source in more than white space.
        pages: the last page that holds text, or None where the source has none.
        parts: the text, cut between blocks into parts of like length.
        contents: its headings, those of the upper levels when there are many.
    """

    about: IndexedReport
    changed: bool
    pages: int | None
    parts: list[list[Group]]
    contents: list[Block]
    sentences: list[Sentence]

    @property
    def length(self) -> int:
        """Return the number of characters of its readable text."""
        return sum(len(sentence.text) for sentence in self.sentences)

    @property
    def source(self) -> Source:
        """Return what is known of the report."""
        return self.about.source

    @property
    def drawn(self) -> bool:
        """Tell whether its pages can be shown as images."""
        return self.pages is not None and self.about.path.lower().endswith(".pdf")


def readable_report(generation: Generation, report_id: str) -> ReadableReport:
    """Return a report of the index for reading.

    Raises:
        KeyError: when it is not in the index.
    """
    about = generation.passages.reports[report_id]
    blocks = list(_blocks(generation.passages.passages(report_id), about))
    sentences = [sentence for block in blocks for sentence in block.sentences]
    last = sentences[-1].passage.pages if sentences else None
    return ReadableReport(
        about,
        about.style.tokenised or about.style.lower_cased,
        last[1] if last else None,
        _parts(blocks),
        _contents([block for block in blocks if block.level]),
        sentences,
    )


def _blocks(passages: Iterable[Passage], about: IndexedReport) -> Iterator[Block]:
    page = 0
    above = 1
    for _, group in groupby(passages, key=attrgetter("paragraph")):
        sentences: list[Sentence] = []
        for passage in group:
            first = passage.pages[0] if passage.pages else 0
            text = readable_text(passage.quote, about.style)
            turned = first if first > page else None
            sentences.append(Sentence(passage.number, text, turned, passage))
            page = max(page, first)
        passage = sentences[0].passage
        level = None
        if passage.kind == "heading":
            # A section's path may skip a level, and a heading's text may hold its separator.
            depth = passage.section.count(" > ") + 1 if passage.section else 0
            level = above = min(2 + depth, above + 1, _DEEPEST)
        yield Block(passage.kind, level, sentences[0].new_page, sentences)


def _parts(blocks: Iterable[Block]) -> list[list[Group]]:
    parts: list[list[Group]] = [[]]
    length = 0
    for block in blocks:
        if length > _PART_CHARS:
            parts.append([])
            length = 0
        length += sum(len(sentence.text) for sentence in block.sentences)
        groups = parts[-1]
        joins = block.kind in _LISTS and block.new_page is None
        if joins and groups and groups[-1].kind == block.kind:
            groups[-1].blocks.append(block)
        else:
            groups.append(Group(block.kind, [block]))
    return parts


def _contents(headings: list[Block]) -> list[Block]:
    """Return the headings of as many levels as make a list of sensible length."""
    for deepest in range(_DEEPEST, 2, -1):
        if len(headings) <= _MOST_ENTRIES:
            break
        headings = [block for block in headings if (block.level or 0) < deepest]
    return headings
