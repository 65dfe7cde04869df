"""Lay out a report for reading: parts, in them paragraphs and lists, in them sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from operator import attrgetter

from corpus.report import Kind, Passage, Source
from corpus.text.display import readable_text
from index.store.protocol import View
from index.types import IndexedReport

_DEEPEST = 6
_MOST_ENTRIES = 300
# A browser lays out what is in sight. How high the rest is it takes from the lines that a part is
# thought to have; what it guesses wrongly moves a sentence that was jumped to.
_PART_LINES = 20
_LINE_CHARS = 86
_IN_FIVES, _MOST_LINES = 25, 60
_LISTS = ("item", "row")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report.

    Attributes:
        number: its anchor.
        text: its readable form.
        new_page: the page that starts before it in the midst of a block, or None.
        passage: what the index holds of it, but for its boxes.
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
class Part:
    """A stretch of the text, of whole blocks.

    Attributes:
        lines: about as many as it takes on a wide page, as the style sheet counts them.
    """

    lines: int
    groups: list[Group]


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
    parts: list[Part]
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


def readable_report(generation: View, report_id: str) -> ReadableReport:
    """Return a report of the index for reading.

    Raises:
        KeyError: when it is not in the index.
    """
    about = generation.reports[report_id]
    blocks = list(_blocks(generation.sentences(report_id), about))
    sentences = [sentence for block in blocks for sentence in block.sentences]
    last = sentences[-1].passage.pages if sentences else None
    return ReadableReport(
        about,
        about.style.tokenised or about.style.lower_cased,
        last[1] if last else None,
        list(_parts(blocks)),
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


def _parts(blocks: Iterable[Block]) -> Iterator[Part]:
    groups: list[Group] = []
    lines = 0.0
    for block in blocks:
        height = _height(block)
        if groups and lines + height > _PART_LINES:
            yield Part(_rounded(lines), groups)
            groups, lines = [], 0.0
        lines += height
        joins = block.kind in _LISTS and block.new_page is None
        if joins and groups and groups[-1].kind == block.kind:
            groups[-1].blocks.append(block)
        else:
            groups.append(Group(block.kind, [block]))
    if groups:
        yield Part(_rounded(lines), groups)


def _height(block: Block) -> float:
    """Return about how many lines a block takes, its margins included."""
    lines = ceil(sum(len(sentence.text) + 1 for sentence in block.sentences) / _LINE_CHARS)
    beside = {"heading": 1.1, "item": 0.2, "row": -0.1}.get(block.kind, 0.5)
    return lines + beside + (2 if block.new_page else 0)


def _rounded(lines: float) -> int:
    """Return one of the heights that the style sheet knows."""
    exact = max(1, round(lines))
    return exact if exact < _IN_FIVES else min(5 * round(exact / 5), _MOST_LINES)


def _contents(headings: list[Block]) -> list[Block]:
    """Return the headings of as many levels as make a list of sensible length."""
    for deepest in range(_DEEPEST, 2, -1):
        if len(headings) <= _MOST_ENTRIES:
            break
        headings = [block for block in headings if (block.level or 0) < deepest]
    return headings
