"""Read the characters of a PDF file with pypdfium2 and group them into words and lines.

PDFium is not thread-safe, so a process must read one file at a time.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from math import atan2, degrees, hypot

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import ScannedFile, UnreadableFile
from corpus.omission_words import RUN_OCR
from corpus.readers.pdf.assembly import assemble
from corpus.readers.pdf.first_page import Metadata
from corpus.readers.pdf.glyphs.raised import MAY_BE_RAISED, Glyph, leading_number, spell
from corpus.readers.pdf.lines import BREAK, Line, Page, Word, around
from corpus.readers.pdf.tables.rules import find_rules
from corpus.report import Box, Extracted

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SOFT_HYPHEN = "\u00ad"
_INVISIBLE = "\ufffd\ufffe\uffff\ufeff\u200b\u200c\u200d\u2060"
_HEADER_WITHIN = 1024


def read_pdf(content: bytes, watch: Callable[[int, int], None] = lambda *_: None) -> Extracted:
    """Return the text of a PDF file with its blocks and the position of every word.

    A word that is hyphenated at a line end has two places, one for each part.

    Args:
        watch: called with the page that is read now, from 1, and the number of pages.

    Raises:
        UnreadableFile: when the file is not a PDF, is damaged, has a password, or has no text
            layer.
    """
    with closing(open_pdf(content)) as document:
        pages = []
        for at in range(len(document)):
            watch(at + 1, len(document))
            pages.append(_read_page(document, at))
        metadata = Metadata(
            document.get_metadata_value("Title"),
            document.get_metadata_value("Author"),
            tuple(document.get_page_label(at) for at in range(len(document))),
        )
    if not any(page.lines for page in pages):
        raise ScannedFile(f"the file has no text layer, as is usual for scans: {RUN_OCR}")
    return assemble(pages, metadata)


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF file that has at least one page.

    Raises:
        UnreadableFile: when the file is not a PDF, is damaged, or has a password.
    """
    if not content:
        raise UnreadableFile("the file is empty: copy it again")
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise UnreadableFile(
            "the file is not a valid PDF: export it as PDF, or correct its extension"
        )
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error):
            raise UnreadableFile("the file has a password: save it without a password") from error
        raise UnreadableFile(
            "the file is damaged: download it again, or save a copy from a PDF viewer"
        ) from error
    if not pages:
        document.close()
        raise UnreadableFile("the file has no pages: download it again")
    return document


def _read_page(document: pypdfium2.PdfDocument, at: int) -> Page:
    try:
        with closing(document[at]) as page, closing(page.get_textpage()) as text_page:
            width, height = page.get_size()
            lines = tuple(_PageReader(page, text_page, at + 1).lines())
            rules = find_rules(page, _visible_area(page))
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(
            f"page {at + 1} is damaged: download the file again, or save a copy without the page"
        ) from error
    return Page(at + 1, width, height, lines, rules=rules)


@dataclass(slots=True)
class _Letters:
    """The characters of an unfinished word with their indexes."""

    places: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


class _PageReader:
    """Groups the characters of one page into words and lines."""

    def __init__(
        self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, number: int
    ) -> None:
        self._raw = text_page.raw
        self._number = number
        self._rotation = page.get_rotation()
        self._frame = _visible_area(page)
        self._rectangle = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)

    def lines(self) -> Iterator[Line]:
        """Yield the page's lines in drawing order."""
        words: list[Word] = []
        letters = _Letters()
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
            if character in ("\r", "\n", BREAK) and words:
                yield Line(tuple(words))
                words = []
        if letters.text:
            words += self._words(letters, starts_line=not words)
        if words:
            yield Line(tuple(words))

    def _words(self, letters: _Letters, starts_line: bool) -> Iterator[Word]:
        """Yield the word of these letters; a note's number before its text is a word apart."""
        text = "".join(letters.text)
        if MAY_BE_RAISED.search(text) and _changes_size(letters.boxes):
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
        if character == _SOFT_HYPHEN or pdfium.FPDFText_IsHyphen(self._raw, at) == 1:
            return BREAK if self._ends_line(at) else "-"
        if character.isspace():
            return character
        if not character or character in _INVISIBLE or code < 0x20 or 0x7F <= code < 0xA0:
            return ""
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
        pdfium.FPDFText_GetFontInfo(self._raw, at, self._name, len(self._name), None)
        font = self._name.value.decode("utf-8", "replace").casefold()
        matrix = self._matrix
        return Word(
            text,
            self._number,
            around(boxes),
            size,
            bold=any(weight in font for weight in ("bold", "black", "heavy")),
            italic="italic" in font or "oblique" in font,
            baseline=baseline,
            angle=self._angle() if matrix.b or matrix.a < 0 or self._rotation else 0,
        )

    def _glyph(self, at: int, character: str) -> Glyph:
        return Glyph(character, *self._set(at))

    def _set(self, at: int) -> tuple[float, float]:
        """Return a character's type size and how far down its baseline is, as it is turned."""
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._raw, at, matrix)
        size = pdfium.FPDFText_GetFontSize(self._raw, at) * hypot(matrix.b, matrix.d)
        across = hypot(matrix.a, matrix.b) or 1.0
        return size, (matrix.e * matrix.b - matrix.f * matrix.a) / across

    def _angle(self) -> int:
        """Return the degrees that the character of the current matrix is turned on the page."""
        return round(degrees(atan2(self._matrix.b, self._matrix.a)) - self._rotation) % 360

    def _box(self, at: int) -> Box:
        """Return the character's box in points from the top left corner of the rotated page."""
        pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._rectangle)
        found = self._rectangle
        return self._upright(found.left, found.bottom, found.right, found.top)

    def _upright(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        left, bottom, right, top = self._frame
        if self._rotation == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if self._rotation == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if self._rotation == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0


def _changes_size(boxes: list[Box]) -> bool:
    """Return whether letters that stand beside each other differ in height or in their place."""
    height = max(box[3] - box[1] for box in boxes)
    level = max(box[3] for box in boxes) - min(box[3] for box in boxes)
    advances = boxes[-1][0] > boxes[0][0] + 0.2 * height
    return advances and (
        level > 0.05 * height or min(box[3] - box[1] for box in boxes) < 0.95 * height
    )


def _visible_area(page: pypdfium2.PdfPage) -> Box:
    """Return left, bottom, right and top of the page's visible area in PDF coordinates."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    return (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )
