"""Assemble the pages of a document into one text with blocks and word positions."""

from dataclasses import replace

from corpus.readers.pdf.columns import body_size, join_pieces, reading_order
from corpus.readers.pdf.first_page import Metadata, read_front
from corpus.readers.pdf.hyphens import Hyphens
from corpus.readers.pdf.lines import Page, Word
from corpus.readers.pdf.margins.angles import labels_at_angle, turned_back, upright
from corpus.readers.pdf.margins.line_numbers import without_line_numbers
from corpus.readers.pdf.margins.page_labels import page_labels
from corpus.readers.pdf.margins.running_heads import without_running_heads
from corpus.readers.pdf.margins.side_heads import without_side_heads
from corpus.readers.pdf.margins.stamps import without_stamps
from corpus.readers.pdf.paragraphs import NOTE, Grouping, Part
from corpus.readers.pdf.sections import Sections
from corpus.readers.pdf.tables import find_rows
from corpus.report import Block, Extracted, Front, Place
from corpus.text.layout import TERMINAL

_NO_METADATA = Metadata()


def assemble(pages: list[Page], metadata: Metadata = _NO_METADATA) -> Extracted:
    """Return the text of these pages in reading order.

    Args:
        pages: all pages of the document.
        metadata: what the file's metadata states.
    """
    pages = list(map(join_pieces, without_line_numbers(list(map(upright, pages)))))
    size = body_size(pages)
    labels = page_labels(pages, metadata.page_labels)
    pages = without_stamps(pages, size)
    first = read_front(pages, metadata)
    kept = without_running_heads(without_side_heads(pages, size), size)
    ordered = [reading_order(page) for page in kept]
    grouping = Grouping(ordered, size)
    parts = _joined_parts(
        [
            part
            for lines, page in zip(ordered, kept, strict=True)
            for part in (*grouping.parts(find_rows(lines)), *_aside_parts(page))
        ]
    )
    sections = Sections(parts, first.printed_title, size)
    found = _Writer(Hyphens(parts), sections, first.front).write(parts)
    return replace(found, places=turned_back(found.places, pages), page_labels=labels)


def _aside_parts(page: Page) -> list[Part]:
    """Return the labels at an angle as rows, which no sentence of running text runs into."""
    return [Part("row", lines) for lines in labels_at_angle(page)]


def _joined_parts(parts: list[Part]) -> list[Part]:
    """Join paragraphs that the end of a column or page, a table or a note interrupts."""
    joined: list[Part] = []
    unfinished: dict[bool, Part] = {}
    for part in parts:
        note = part.kind == "note"
        before = unfinished.get(note)
        if before and _continues(before, part):
            before.lines += part.lines
            before.full = part.full
            if TERMINAL.search(part.text):
                del unfinished[note]
            continue
        joined.append(part)
        if part.kind == "heading" and not part.is_caption:
            unfinished.pop(False, None)
        elif part.kind in ("text", "item", "note"):
            if not TERMINAL.search(part.text):
                unfinished[note] = part
            elif before and abs(part.size - before.size) < 0.8:
                del unfinished[note]
    return joined


def _continues(before: Part, part: Part) -> bool:
    if part.kind not in ("text", "note") or abs(before.lines[-1].size - part.size) > 0.8:
        return False
    if (before.kind == "note") != (part.kind == "note"):
        return False
    first, last = part.lines[0], before.lines[-1]
    if first.page == last.page and first.top > last.top and part.kind == "note":
        return False
    if part.kind == "note":
        return not NOTE.match(part.text)
    if not before.full:
        return False
    if part.text.lstrip("“\"'(‘[")[:1].islower():
        return True
    breaks = first.page != last.page or first.top < last.top
    return breaks and len(last.words) > 4


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
