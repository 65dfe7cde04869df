"""Read a PDF file: pypdfium2 gives characters with boxes, other modules make text of them.

pdfium is not thread-safe: read one file at a time in a process.
"""

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableFile
from corpus.readers.pdf.assembly import assemble
from corpus.readers.pdf.lines import BREAK, Line, Page, Word, around
from corpus.report import Box, Extracted

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SOFT_HYPHEN = "\u00ad"
_UNSEEN = "\ufffd\ufffe\uffff\ufeff\u200b\u200c\u200d\u2060"
_HEADER_WITHIN = 1024


def read_pdf(content: bytes) -> Extracted:
    """Return the text of a PDF file with its blocks and the place of every word.

    A word that a line's end breaks has two places, one for each part.

    Raises:
        UnreadableFile: when it is no PDF, damaged, locked by a password, or holds no text.
    """
    with closing(open_pdf(content)) as document:
        pages = [_read_page(document, at) for at in range(len(document))]
        title = document.get_metadata_value("Title")
    if not any(page.lines for page in pages):
        raise UnreadableFile(
            "it has no text layer, as scans have none: run OCR on it, for example ocrmypdf"
        )
    return assemble(pages, title)


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF file that has pages.

    Raises:
        UnreadableFile: when it is no PDF, damaged or locked by a password.
    """
    if not content:
        raise UnreadableFile("it is empty: put the whole file in its place")
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise UnreadableFile("it is not a PDF file, whatever its name says: export it as PDF")
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error):
            raise UnreadableFile("it is locked: save it without a password") from error
        raise UnreadableFile(
            "it is damaged: fetch it again, or open it in a viewer and save a copy"
        ) from error
    if not pages:
        document.close()
        raise UnreadableFile("it has no pages: fetch it again")
    return document


def _read_page(document: pypdfium2.PdfDocument, at: int) -> Page:
    try:
        with closing(document[at]) as page, closing(page.get_textpage()) as text_page:
            width, height = page.get_size()
            lines = tuple(_PageReader(page, text_page, at + 1).lines())
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(
            f"its page {at + 1} is damaged: fetch it again, or save a copy without that page"
        ) from error
    return Page(at + 1, width, height, lines)


@dataclass(slots=True)
class _Letters:
    """The characters of a word so far, and the index of its first."""

    first: int = 0
    text: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


class _PageReader:
    """Puts the characters of one page together to words and lines."""

    def __init__(
        self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, number: int
    ) -> None:
        self._raw = text_page.raw
        self._number = number
        self._rotation = page.get_rotation()
        self._frame = _visible(page)
        self._rectangle = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)

    def lines(self) -> Iterator[Line]:
        """Yield the page's lines in the order in which the file draws them."""
        words: list[Word] = []
        letters = _Letters()
        for at in range(pdfium.FPDFText_CountChars(self._raw)):
            character = self._character(at)
            if not character.isspace():
                if character:
                    box = self._box(at)
                    if _was_raised(letters, box):
                        words.append(self._word(letters))
                        letters = _Letters()
                    letters.first = letters.first if letters.text else at
                    letters.text.append(character)
                    letters.boxes.append(box)
                if character != BREAK:
                    continue
            if letters.text:
                words.append(self._word(letters))
                letters = _Letters()
            if character in ("\r", "\n", BREAK) and words:
                yield Line(tuple(words))
                words = []
        if letters.text:
            words.append(self._word(letters))
        if words:
            yield Line(tuple(words))

    def _character(self, at: int) -> str:
        """Return what stands here: BREAK for a hyphen at a line's end, nothing for junk."""
        code = pdfium.FPDFText_GetUnicode(self._raw, at)
        character = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if character == _SOFT_HYPHEN or pdfium.FPDFText_IsHyphen(self._raw, at) == 1:
            return BREAK if self._ends_line(at) else "-"
        if character.isspace():
            return character
        if not character or character in _UNSEEN or code < 0x20 or 0x7F <= code < 0xA0:
            return ""
        return _LIGATURES.get(character, character)

    def _ends_line(self, at: int) -> bool:
        """Tell whether the next character that is drawn stands on another line."""
        following = at + 1
        while pdfium.FPDFText_IsGenerated(self._raw, following) == 1:
            following += 1
        if following >= pdfium.FPDFText_CountChars(self._raw):
            return True
        here, there = self._box(at), self._box(following)
        middle = (there[1] + there[3]) / 2
        return not here[1] <= middle <= here[3] or there[0] < here[0]

    def _word(self, letters: _Letters) -> Word:
        at = letters.first
        pdfium.FPDFText_GetMatrix(self._raw, at, self._matrix)
        pdfium.FPDFText_GetFontInfo(self._raw, at, self._name, len(self._name), None)
        font = self._name.value.decode("utf-8", "replace").casefold()
        return Word(
            "".join(letters.text),
            self._number,
            around(letters.boxes),
            pdfium.FPDFText_GetFontSize(self._raw, at) * hypot(self._matrix.b, self._matrix.d),
            bold=any(weight in font for weight in ("bold", "black", "heavy")),
        )

    def _box(self, at: int) -> Box:
        """Return the character's box from the top left corner of the page as it is shown."""
        pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._rectangle)
        found = self._rectangle
        left, bottom, right, top = self._frame
        if self._rotation == 90:
            box = found.bottom - bottom, found.left - left, found.top - bottom, found.right - left
        elif self._rotation == 180:
            box = right - found.right, found.bottom - bottom, right - found.left, found.top - bottom
        elif self._rotation == 270:
            box = top - found.top, right - found.right, top - found.bottom, right - found.left
        else:
            box = found.left - left, top - found.top, found.right - left, top - found.bottom
        return box


def _was_raised(letters: _Letters, box: Box) -> bool:
    """Tell whether the letters are a footnote's small number, right before its text."""
    if not letters.boxes or not all(map(str.isdigit, letters.text)):
        return False
    _, top, _, bottom = letters.boxes[0]
    return box[3] - box[1] > 1.3 * (bottom - top)


def _visible(page: pypdfium2.PdfPage) -> Box:
    """Return left, bottom, right and top of what is shown of the page, in its own space."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    return (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )
