"""Read the characters of a PDF file with pypdfium2 and group them into words and lines.

PDFium is not thread-safe, so a process must read one file at a time.
"""

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableFile
from corpus.readers.pdf.assembly import assemble
from corpus.readers.pdf.first_page import Metadata
from corpus.readers.pdf.glyphs.concealed import Drawn
from corpus.readers.pdf.glyphs.direction import Sign, is_right_to_left, logical_words
from corpus.readers.pdf.glyphs.forms import Form, with_fields
from corpus.readers.pdf.glyphs.frame import Frame, turned_box
from corpus.readers.pdf.glyphs.initials import initial_of, join_initials
from corpus.readers.pdf.glyphs.raised import (
    MAY_BE_RAISED,
    Glyph,
    changes_size,
    leading_number,
    spell,
)
from corpus.readers.pdf.glyphs.seen import Seen
from corpus.readers.pdf.glyphs.typeface import weight
from corpus.readers.pdf.lines import BREAK, Line, Page, Word, around
from corpus.readers.pdf.opening import open_pdf
from corpus.readers.pdf.tables.rules import find_rules
from corpus.report import Box, Extracted

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SOFT_HYPHEN = "\u00ad"
_ZERO_WIDTH = "\ufeff\u200b\u200c\u200d\u2060"
_INVISIBLE = "\ufffd\ufffe\uffff" + _ZERO_WIDTH


def read_pdf(content: bytes, watch: Callable[[int, int], None] = lambda *_: None) -> Extracted:
    """Return the text of a PDF file with its blocks and the position of every word.

    A word that is hyphenated at a line end has two places, one for each part.

    Args:
        watch: called with the page that is read now, from 1, and the number of pages.

    Raises:
        UnreadableFile: when the file is not a PDF, is damaged, has a password, or has no text
            layer.
    """
    seen = Seen()
    with closing(open_pdf(content)) as document, closing(Form(document)) as form:
        pages = []
        for at in range(len(document)):
            watch(at + 1, len(document))
            pages.append(_read_page(document, at, seen, form))
        form.refuse_placeholder(len(document))
        metadata = Metadata(
            document.get_metadata_value("Title"),
            document.get_metadata_value("Author"),
            tuple(document.get_page_label(at) for at in range(len(document))),
        )
    if not any(page.lines for page in pages):
        raise seen.refusal()
    found = assemble(join_initials(pages), metadata)
    return replace(found, omissions=seen.omissions())


def _read_page(document: pypdfium2.PdfDocument, at: int, seen: Seen, form: Form) -> Page:
    try:
        with closing(document[at]) as page, closing(page.get_textpage()) as text_page:
            width, height = page.get_size()
            reader = _PageReader(page, text_page, at + 1)
            rules = find_rules(page, reader.frame.area)
            drawn = Page(at + 1, width, height, tuple(reader.lines()), rules=rules)
            view = page, text_page, reader.frame.upright
            lines = seen.lines(view, drawn, reader.drawn, reader.unmapped)
            fields = form.fields(page, reader.frame.upright)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(
            f"page {at + 1} is damaged: download the file again, or save a copy without the page"
        ) from error
    return with_fields(replace(drawn, lines=lines), fields)


@dataclass(slots=True)
class _Letters:
    """The characters of an unfinished word with their indexes."""

    places: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def after(self, count: int) -> "_Letters":
        """Return the letters without the first ones."""
        return _Letters(self.places[count:], self.text[count:], self.boxes[count:])


class _PageReader:
    """Groups the characters of one page into words and lines."""

    def __init__(
        self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, number: int
    ) -> None:
        self._raw = text_page.raw
        self._number = number
        self.frame = Frame(page)
        self._rectangle = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self.drawn: list[Drawn] = []
        self.unmapped = 0

    def lines(self) -> Iterator[Line]:
        """Yield the page's lines in drawing order."""
        words: list[Word] = []
        letters = _Letters()
        first = kept = 0
        for at in range(pdfium.FPDFText_CountChars(self._raw)):
            character = self._character(at)
            if not character.isspace():
                if character:
                    letters.places.append(at)
                    letters.text.append(character)
                    letters.boxes.append(self._box(at))
                if character != BREAK:
                    continue
            if letters.text:
                words += self._words(letters, starts_line=not words)
                letters = _Letters()
            if character in ("\r", "\n", BREAK):
                yield from self._line(words, (first, at + 1), kept)
                words, first, kept = [], at + 1, len(self.drawn)
        if letters.text:
            words += self._words(letters, starts_line=not words)
        yield from self._line(words, (first, pdfium.FPDFText_CountChars(self._raw)), kept)

    def _line(self, words: list[Word], span: tuple[int, int], kept: int) -> Iterator[Line]:
        """Yield the line of these words, if there are any, in reading order."""
        if any(is_right_to_left(word.text) for word in words):
            del self.drawn[kept:]
            found = logical_words([sign for at in range(*span) for sign in self._signs(at)])
            words = [self._of_signs(word) for word in found]
        if words:
            yield Line(tuple(words))

    def _signs(self, at: int) -> Iterator[Sign]:
        text = self._character(at).replace(BREAK, "-")
        size, _ = self._set(at)
        turn = round(self.frame.angle(self._matrix) / 90) * 90 % 360
        box = turned_box(self._box(at), turn)
        if text and not (text.isspace() and box[0] == box[2]):  # PDFium's own spaces have no width
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(self._raw, at, x, y)
            yield Sign(text, at, box, size, (x.value, y.value))

    def _of_signs(self, signs: list[Sign]) -> Word:
        text = "".join(sign.text for sign in signs)
        return self._word(text, signs[0].at, [self._box(sign.at) for sign in signs])

    def _words(self, letters: _Letters, starts_line: bool) -> Iterator[Word]:
        """Yield the word of these letters; a note's number before its text is a word apart."""
        text = "".join(letters.text)
        if initial := initial_of(text, letters.boxes[:3]):
            yield self._word(text[:initial], letters.places[0], letters.boxes[:initial])
            letters = letters.after(initial)
            text = text[initial:]
        if MAY_BE_RAISED.search(text) and changes_size(letters.boxes):
            glyphs = [self._glyph(*one) for one in zip(letters.places, letters.text, strict=True)]
            number = leading_number(glyphs, starts_line)
            if number:
                yield self._word(text[:number], letters.places[0], letters.boxes[:number])
            text = spell(glyphs[number:])
            yield self._word(text, letters.places[number], letters.boxes[number:])
        else:
            yield self._word(text, letters.places[0], letters.boxes)

    def _character(self, at: int) -> str:
        """Return the character: BREAK for a hyphen at a line end, "" for an invisible character."""
        code = pdfium.FPDFText_GetUnicode(self._raw, at)
        character = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if character.isspace() or (character < "\ufb00" and character.isalnum()):
            return character
        if character == _SOFT_HYPHEN or pdfium.FPDFText_IsHyphen(self._raw, at) == 1:
            return BREAK if self._ends_line(at) else "-"
        if not character or character in _INVISIBLE or code < 0x20 or 0x7F <= code < 0xA0:
            self.unmapped += character not in _ZERO_WIDTH
            return ""
        if "\ufb1d" <= character <= "\ufefc":  # forms of Hebrew and Arabic letters
            return unicodedata.normalize("NFKC", character)
        return _LIGATURES.get(character, character)

    def _ends_line(self, at: int) -> bool:
        """Return whether the next drawn character is on another line."""
        following = at + 1
        while pdfium.FPDFText_IsGenerated(self._raw, following) == 1:
            following += 1
        if following >= pdfium.FPDFText_CountChars(self._raw):
            return True
        here, there = self._box(at), self._box(following)
        middle = (there[1] + there[3]) / 2
        return not here[1] <= middle <= here[3] or there[0] < here[0]

    def _word(self, text: str, at: int, boxes: list[Box]) -> Word:
        size, baseline = self._set(at)
        pdfium.FPDFText_GetFontInfo(self._raw, at, self._name, len(self._name), self._flags)
        bold, italic = weight(self._name.value, self._flags.value)
        angle = self.frame.angle(self._matrix)
        word = Word(text, self._number, around(boxes), size, bold, baseline, italic, angle)
        self.drawn.append(Drawn(word, at))
        return word

    def _glyph(self, at: int, character: str) -> Glyph:
        return Glyph(character, *self._set(at))

    def _set(self, at: int) -> tuple[float, float]:
        """Return a character's type size and its baseline; see ``Word``."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._raw, at, matrix)
        size = pdfium.FPDFText_GetFontSize(self._raw, at) * hypot(matrix.b, matrix.d)
        return size, self.frame.baseline(matrix)

    def _box(self, at: int) -> Box:
        """Return the character's box in points from the top left corner of the rotated page."""
        pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._rectangle)
        found = self._rectangle
        if self.frame.rotation:
            return self.frame.upright(found.left, found.bottom, found.right, found.top)
        left, _, _, top = self.frame.area
        return found.left - left, top - found.top, found.right - left, top - found.bottom
