"""Read the fields of a form where they stand, beside their labels."""

import ctypes
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableFile
from corpus.readers.pdf.glyphs.scene import Upright
from corpus.readers.pdf.lines import Line, Page, Word, most_common_size
from corpus.report import Box

_UNSEEN = (
    pdfium.FPDF_ANNOT_FLAG_INVISIBLE | pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
)
_CHOICES = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_CHECKED, _UNCHECKED = "[x]", "[ ]"
_SIZE = 10.0
_WIDTH = 0.5  # of a letter, in type sizes
_LEADING = 1.2


@dataclass(frozen=True, slots=True)
class Field:
    """A field that people see: what it holds, and where it stands."""

    text: str
    box: Box


class Form:
    """The fields of a document, while it is open."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._kind = document.get_formtype()
        self._environment: Any = None
        self._widgets = 0
        if self._kind != pdfium.FORMTYPE_NONE:
            # PDFium keeps a pointer to the settings.
            self._settings = pdfium.FPDF_FORMFILLINFO(version=2)
            self._environment = pdfium.FPDFDOC_InitFormFillEnvironment(document.raw, self._settings)

    def close(self) -> None:
        """Free what PDFium holds for the form."""
        if self._environment:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._environment)

    def refuse_placeholder(self, pages: int) -> None:
        """Refuse a form that only Adobe's programs can show, after its pages were read.

        Other programs show a single page without fields: "Please wait…".

        Raises:
            UnreadableFile: when the file is such a form.
        """
        is_xfa = self._kind in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)
        if is_xfa and pages == 1 and not self._widgets:
            raise UnreadableFile(
                "the file is an XFA form, of which it holds only a placeholder: "
                "open it in Adobe Acrobat, print it to PDF, and add that file"
            )

    def fields(self, page: pypdfium2.PdfPage, upright: Upright) -> list[Field]:
        """Return the fields of a page that are seen and hold something, and all check boxes."""
        if not self._environment:
            return []
        pdfium.FORM_OnAfterLoadPage(page.raw, self._environment)
        try:
            return list(self._fields(page.raw, upright))
        finally:
            pdfium.FORM_OnBeforeClosePage(page.raw, self._environment)

    def _fields(self, page: Any, upright: Upright) -> Iterator[Field]:
        rectangle = pdfium.FS_RECTF()
        for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
            note = pdfium.FPDFPage_GetAnnot(page, at)
            if not note:
                continue
            is_field = pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_WIDGET
            self._widgets += is_field
            seen = is_field and not pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN
            text = self._text(note) if seen else ""
            if text and pdfium.FPDFAnnot_GetRect(note, rectangle):
                edges = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
                yield Field(text, upright(*edges))
            pdfium.FPDFPage_CloseAnnot(note)

    def _text(self, note: Any) -> str:
        environment = self._environment
        kind = pdfium.FPDFAnnot_GetFormFieldType(environment, note)
        if kind in _BOXES:
            checked = pdfium.FPDFAnnot_IsChecked(environment, note)
            return _CHECKED if checked else _UNCHECKED
        flags = pdfium.FPDFAnnot_GetFormFieldFlags(environment, note)
        if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
            if flags & pdfium.FPDF_FORMFLAG_TEXT_PASSWORD:
                return ""
            return self._string(pdfium.FPDFAnnot_GetFormFieldValue, note)
        if kind not in _CHOICES:
            return ""
        chosen = [
            self._string(pdfium.FPDFAnnot_GetOptionLabel, note, option)
            for option in range(pdfium.FPDFAnnot_GetOptionCount(environment, note))
            if pdfium.FPDFAnnot_IsOptionSelected(environment, note, option)
        ]
        return ", ".join(chosen) or self._string(pdfium.FPDFAnnot_GetFormFieldValue, note)

    def _string(self, read: Callable[..., int], note: Any, *option: int) -> str:
        size = read(self._environment, note, *option, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 2))
        text = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
        read(self._environment, note, *option, text, size)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()


def with_fields(page: Page, fields: list[Field]) -> Page:
    """Return the page with the words of its fields behind, before or below their labels."""
    size = most_common_size(word for line in page.lines for word in line.words) or _SIZE
    lines = list(page.lines)
    for field in fields:
        set_in_type = _lines(field, page.number, size)
        beside = [line for line in lines if _same_height(line, set_in_type[0])]
        if beside and len(set_in_type) == 1:
            line = min(beside, key=lambda line: _distance(line, field.box))
            lines[lines.index(line)] = _with_field(line, set_in_type[0].words)
        else:
            before = [at for at, line in enumerate(lines) if _is_before(line, field.box)]
            lines[max(before, default=-1) + 1 : max(before, default=-1) + 1] = set_in_type
    return replace(page, lines=tuple(lines))


def _lines(field: Field, page: int, size: float) -> list[Line]:
    """Return the text of a field as lines of words inside its box."""
    left, top, right, bottom = field.box
    if field.text in (_CHECKED, _UNCHECKED):
        word = Word(field.text, page, field.box, size, baseline=bottom, ends_field=True)
        return [Line((word,))]
    fits = max(int((right - left) / (_WIDTH * size)), 8)
    paragraphs = field.text.splitlines()
    if bottom - top > 2 * _LEADING * size:
        texts = [text for one in paragraphs for text in textwrap.wrap(one, fits)]
    else:
        texts, top = [" ".join(paragraphs)], (top + bottom - size) / 2
    lines = [
        Line(tuple(_words(text, page, (left, top + at * _LEADING * size, right), size)))
        for at, text in enumerate(filter(None, texts))
    ]
    last = Line(tuple(replace(word, ends_field=True) for word in lines[-1].words))
    return [*lines[:-1], last]


def _words(text: str, page: int, edges: tuple[float, float, float], size: float) -> Iterator[Word]:
    left, top, right = edges
    width = min(_WIDTH * size, (right - left) / max(len(text), 1))
    for word in text.split():
        end = left + width * len(word)
        yield Word(word, page, (left, top, end, top + size), size, baseline=top + 0.8 * size)
        left = end + width


def _with_field(line: Line, field: tuple[Word, ...]) -> Line:
    """Return a line with a field between its words, next to the label that it belongs to."""
    first, last = field[0], field[-1]
    at = sum(word.box[0] < first.box[0] for word in line.words)
    before, after = line.words[:at], line.words[at:]
    gap_before = first.box[0] - before[-1].box[2] if before else float("inf")
    gap_after = after[0].box[0] - last.box[2] if after else float("inf")
    space = 0.3 * first.size
    if before and (gap_before <= gap_after or not first.text.startswith("[")):
        field = (_reaching(first, left=min(first.box[0], before[-1].box[2] + space)), *field[1:])
    elif after:
        field = (*field[:-1], _reaching(last, right=max(last.box[2], after[0].box[0] - space)))
    return Line((*before, *field, *after))


def _reaching(word: Word, left: float | None = None, right: float | None = None) -> Word:
    box = word.box
    left, right = box[0] if left is None else left, box[2] if right is None else right
    return replace(word, box=(left, box[1], right, box[3]))


def _same_height(line: Line, field: Line) -> bool:
    middle = (field.top + field.bottom) / 2
    return (
        line.top < middle < line.bottom or field.top < (line.top + line.bottom) / 2 < field.bottom
    )


def _distance(line: Line, box: Box) -> float:
    """Return how far the nearest word of a line is from a field, to its left or right."""
    return min(max(box[0] - word.box[2], word.box[0] - box[2], 0.0) for word in line.words)


def _is_before(line: Line, box: Box) -> bool:
    return line.bottom <= box[3] and line.left < box[2] and line.right > box[0] - 3 * line.size
