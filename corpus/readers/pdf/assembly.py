"""Assemble the pages of a document into one text with blocks and word positions."""

from dataclasses import replace

from corpus.readers.pdf.columns import join_pieces
from corpus.readers.pdf.first_page import Metadata, read_front
from corpus.readers.pdf.hyphens import Hyphens
from corpus.readers.pdf.joining import joined_parts
from corpus.readers.pdf.layout.measures import body_size
from corpus.readers.pdf.layout.order import reading_order
from corpus.readers.pdf.lines import Page, Word
from corpus.readers.pdf.margins.angles import turned_back, upright
from corpus.readers.pdf.margins.line_numbers import without_line_numbers
from corpus.readers.pdf.margins.page_labels import page_labels
from corpus.readers.pdf.margins.running_heads import without_running_heads
from corpus.readers.pdf.paragraphs import Grouping, Part
from corpus.readers.pdf.sections import Sections
from corpus.report import Block, Extracted, Front, Place

_NO_METADATA = Metadata()


def assemble(pages: list[Page], metadata: Metadata = _NO_METADATA) -> Extracted:
    """Return the text of these pages in reading order.

    Args:
        pages: all pages of the document.
        metadata: what the file's metadata states.
    """
    pages = list(map(join_pieces, without_line_numbers(list(map(upright, pages)))))
    first = read_front(pages, metadata)
    size = body_size(pages)
    ordered = [reading_order(page) for page in without_running_heads(pages, size)]
    grouping = Grouping(ordered, size)
    parts = joined_parts([part for lines in ordered for part in grouping.parts(lines)])
    sections = Sections(parts, first.printed_title, size)
    found = _Writer(Hyphens(parts), sections, first.front).write(parts)
    return replace(
        found,
        places=turned_back(found.places, pages),
        page_labels=page_labels(pages, metadata.page_labels),
        pages=len(pages),
    )


class _Writer:
    """Writes parts one after the other and records the position of every word."""

    def __init__(self, hyphens: Hyphens, sections: Sections, front: Front) -> None:
        self._hyphens = hyphens
        self._sections = sections
        self._front = front
        self._text: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._places: list[Place] = []

    def write(self, parts: list[Part]) -> Extracted:
        """Return the text of all parts with its blocks and places."""
        for part in parts:
            if self._length:
                self._append("\n\n")
            start, at = self._length, len(self._text)
            self._write_words([word for line in part.lines for word in line.words])
            section = self._sections.of(part, "".join(self._text[at:]))
            page = part.lines[0].page
            self._blocks.append(Block(start, self._length, page, section, part.kind))
        return Extracted("".join(self._text), tuple(self._blocks), self._front, tuple(self._places))

    def _write_words(self, words: list[Word]) -> None:
        for at, word in enumerate(words):
            following = words[at + 1] if at + 1 < len(words) else None
            text, glued = self._hyphens.resolve(word, following)
            start = self._length
            self._append(text)
            self._places.append(Place(start, self._length, word.page, word.box))
            if following and not glued:
                self._append(" ")

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
