"""Lay out a report for reading, as parts of paragraphs and lists of sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from math import ceil
from operator import attrgetter

from corpus.omission_words import OmissionInfo, drawn_words, omission_infos, remarks
from corpus.report import Kind, Passage, Source
from corpus.table_rows import readable_passage_text
from corpus.text.layout import LIST_MARKER
from index.store.protocol import View
from index.types import IndexedReport
from service.answers.citation import drawn_in_quote

_MAX_LEVEL = 6
_MAX_CONTENTS = 300
# Browsers lay out only the visible parts of a long report, and take the heights of the others from
# our estimate in lines. A wrong estimate shifts the sentence that a link jumps to.
_PART_LINES = 20
_LINE_CHARS = 86
# The style sheet has a class for each height: every line below 25, then every fifth up to 60.
_EXACT_BELOW, _MAX_LINES = 25, 60
_LISTS = ("item", "row")
_OWN_CONTENTS = {"contents", "tableofcontents"}
_OWN_LISTS = {
    *("figures", "listoffigures", "tables", "listoftables", "tablesandfigures"),
    *("figuresandtables", "appendixes", "appendices", "exhibits", "contacts"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report.

    Attributes:
        number: its number in the report, from 1; also its anchor on the page.
        text: its readable form.
        new_page: the page that starts with this sentence, or None.
        passage: the passage from the index, without its boxes.
    """

    number: int
    text: str
    new_page: int | None
    passage: Passage

    @property
    def drawn_note(self) -> str:
        """Return what the program draws of the quote, in a sentence; empty if nothing."""
        return drawn_words(self.passage.quote, drawn_in_quote(self.passage))


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item, a row or a note.

    Attributes:
        level: level of a heading, from 2 to 6; None for other kinds.
        new_page: the page that starts with this block, or None.
    """

    kind: Kind
    level: int | None
    new_page: int | None
    sentences: list[Sentence]

    @property
    def text(self) -> str:
        """Return the readable text of the block."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def has_marker(self) -> bool:
        """Return whether the text starts with a number or a bullet, its own or a drawn one."""
        first = self.sentences[0].passage
        drawn = any(start == first.start for start, _ in first.drawn)
        return drawn or LIST_MARKER.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive items or rows of one list, or a single block of another kind."""

    kind: Kind
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the text that the browser lays out as one; it holds whole blocks.

    Attributes:
        lines: estimated height on a wide page, in lines; one of the style sheet's heights.
    """

    lines: int
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class ReadableReport:
    """The layout of a whole report.

    Attributes:
        changed: whether the readable form differs from the source in more than white space.
        pages: number of pages, or None when the source has none; in an index of a format before
            7, number of the last page with text.
        parts: the text, divided between blocks into parts of similar height.
        contents: the headings but the title and those of the report's own table of contents;
            only the upper levels when there are more than 300.
    """

    about: IndexedReport
    changed: bool
    pages: int | None
    parts: list[Part]
    contents: list[Block]
    sentences: list[Sentence]

    def on_page(self, page: int) -> list[Sentence]:
        """Return the sentences that stand on a page, whole or in part."""
        return [
            sentence
            for sentence in self.sentences
            if sentence.passage.pages
            and sentence.passage.pages[0] <= page <= sentence.passage.pages[1]
        ]

    @property
    def omissions(self) -> tuple[OmissionInfo, ...]:
        """Return what the source holds and the text lacks."""
        return omission_infos(self.about.omissions, self.about.page_count)

    @property
    def remarks(self) -> list[str]:
        """Return what a reader must know of the text, in sentences."""
        return remarks(self.omissions, self.about.ocr_pages)

    @property
    def source(self) -> Source:
        """Return the report's id, title, publisher, number and date."""
        return self.about.source

    @property
    def has_page_images(self) -> bool:
        """Return whether its pages can be shown as images."""
        return self.pages is not None and self.about.path.lower().endswith(".pdf")


def readable_report(generation: View, report_id: str) -> ReadableReport:
    """Lay out a report of the index.

    Raises:
        KeyError: when the index does not hold the report.
    """
    about = generation.reports[report_id]
    blocks = list(_blocks(generation.sentences(report_id), about))
    sentences = [sentence for block in blocks for sentence in block.sentences]
    last = sentences[-1].passage.pages if sentences else None
    return ReadableReport(
        about,
        about.style.tokenised or about.style.lower_cased,
        about.page_count or (last[1] if last else None),
        list(_parts(blocks)),
        _contents(_sections(blocks, about.source.title or "")),
        sentences,
    )


def _blocks(passages: Iterable[Passage], about: IndexedReport) -> Iterator[Block]:
    page = 0
    previous_level = 1
    for _, group in groupby(passages, key=attrgetter("paragraph")):
        sentences: list[Sentence] = []
        for passage in group:
            first = passage.pages[0] if passage.pages else 0
            text = readable_passage_text(passage, about.style)
            new_page = first if first > page else None
            sentences.append(Sentence(passage.number, text, new_page, passage))
            page = max(page, first)
        passage = sentences[0].passage
        level = None
        if passage.kind == "heading":
            # A section path may skip a level, and a heading's text may contain the separator.
            depth = passage.section.count(" > ") + 1 if passage.section else 0
            level = previous_level = min(2 + depth, previous_level + 1, _MAX_LEVEL)
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
    """Estimate the height of a block in lines, including its margins."""
    lines = ceil(sum(len(sentence.text) + 1 for sentence in block.sentences) / _LINE_CHARS)
    margins = {"heading": 1.1, "item": 0.2, "row": -0.1}.get(block.kind, 0.5)
    return lines + margins + (2 if block.new_page else 0)


def _rounded(lines: float) -> int:
    """Round to a height that the style sheet has."""
    exact = max(1, round(lines))
    return exact if exact < _EXACT_BELOW else min(5 * round(exact / 5), _MAX_LINES)


def _sections(blocks: list[Block], title: str) -> list[Block]:
    """Return the headings except the title and those of the report's own table of contents."""
    parts = [part for part in title.split(": ") if " " in part]
    titles = {_letters(text) for text in (title, *parts)}
    sections: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.level is None or (name := _letters(block.text)) in titles | _OWN_CONTENTS:
            continue
        # Readers leave the entries out, so nothing stands below such a heading.
        empty = following is not None and (following.level or _MAX_LEVEL + 1) <= block.level
        if not (empty and name in _OWN_LISTS):
            sections.append(block)
    return sections


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _contents(headings: list[Block]) -> list[Block]:
    """Drop the lowest levels of headings until at most 300 are left."""
    for level in range(_MAX_LEVEL, 2, -1):
        if len(headings) <= _MAX_CONTENTS:
            break
        headings = [block for block in headings if (block.level or 0) < level]
    return headings
