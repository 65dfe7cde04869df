"""Read the text of a Word paragraph: its runs as they look, with signs, fields and equations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.inline import Inline, Look
from corpus.readers.word.omml import EQUATIONS, linear
from corpus.readers.word.styles import SHADE, RunFormat, Styles, is_on, is_shaded, value_of
from corpus.readers.word.symbols import SYMBOL_FONTS, sign

PARAGRAPH, RUN, TEXT_BOX = map(qn, ("w:p", "w:r", "w:txbxContent"))
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FALLBACK = f"{_COMPATIBILITY}Fallback"
# Formatting, and content that is handled elsewhere or would appear twice.
SKIPPED = {
    *map(qn, ("w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr")),
    *map(qn, ("w:instrText", "w:rt", "w:sdtPr")),
    FALLBACK,
    TEXT_BOX,
}
_TEXTS = {qn("w:t"), qn("w:delText")}
_SIGN, _DELETED = qn("w:sym"), qn("w:del")
_CODE = re.compile("[0-9A-Fa-f]{1,6}")
NOTE_KINDS = {
    qn(f"w:{kind}{part}"): kind for kind in ("footnote", "endnote") for part in ("", "Reference")
}
"""The kinds of notes, by the tags of the notes and of what refers to them."""
_OBJECT, _GRAPHIC = "{urn:schemas-microsoft-com:office:office}OLEObject", qn("a:graphicData")
_CHECKED, _UNCHECKED = "☒", "☐"
_UNKNOWN_SIGN = "[symbol]"
_PROPERTIES = tuple(map(qn, ("w:pPr", "w:tcPr", "w:trPr", "w:tblPr")))
_SHADED = (TEXT_BOX, *map(qn, ("w:tc", "w:tr", "w:tbl")))
_PLAIN_TABLES = ("", "TableNormal", "TableGrid")
_GRAPHICS = {"chart": "a chart", "chartex": "a chart", "diagram": "a SmartArt diagram"}
_OTHERS = {qn("w:control"): "a form control (ActiveX)", qn("w:subDoc"): "a subdocument"}
_PROGRAMS = {
    "excel": "an embedded Excel workbook",
    "word": "an embedded Word document",
    "powerpoint": "an embedded PowerPoint presentation",
    "equation": "an equation of the old equation editor",
    "acroexch": "an embedded PDF document",
    "visio": "an embedded Visio drawing",
}

Trail = list[tuple[etree._Element, str]]
"""The text of a paragraph, with the element that holds each piece."""


class ParagraphText:
    """Reads one paragraph.

    Attributes:
        inline: the text with the look of its pieces.
        lost: what cannot be read, in plain English, once for each time.
        trail: the text that is shown, with the element that holds each piece, in order.
    """

    def __init__(self, paragraph: etree._Element, styles: Styles, with_notes: bool = False) -> None:
        """Read a paragraph.

        Args:
            with_notes: whether to keep the marks of notes.
        """
        self.inline = Inline()
        self.lost: list[str] = []
        self.trail: Trail = []
        self._with_notes = with_notes
        self._own_mark = ""
        self._styles = styles
        self._style = styles.of_paragraph(paragraph)
        self._paragraph = paragraph
        self._read(paragraph, RunFormat("shown"))

    def _read(self, element: etree._Element, form: RunFormat) -> None:
        for child in element.iterchildren("*"):
            tag = child.tag
            if tag in _DRAWN:
                self._add(child, _DRAWN[tag](child), form.look)
            elif tag in _TEXTS:
                self._add_text(child, form)
            elif tag == _SIGN:
                font, code = child.get(qn("w:font"), ""), child.get(qn("w:char"), "")
                known = _CODE.fullmatch(code)
                self._add_sign(child, sign(font, int(code, 16)) if known else None, form.look, font)
            elif tag == RUN:
                self._own_mark = ""
                self._read(child, self._format(child, form.look))
                self._own_mark = ""
            elif tag in NOTE_KINDS and self._with_notes:
                self._add_mark(child, form.look)
            elif tag == _DELETED:
                self._read(child, RunFormat("struck"))
            elif tag not in SKIPPED:
                self.lost += _lost(child)
                self._read(child, form)

    def _format(self, run: etree._Element, around: Look) -> RunFormat:
        form = self._styles.run_format(run.find(qn("w:rPr")), self._style)
        if around != "shown":
            return replace(form, look=around)
        is_hidden = form.is_white and not _is_on_colour(self._paragraph, self._styles)
        return replace(form, look="hidden") if is_hidden else form

    def _add(self, element: etree._Element, text: str, look: Look) -> None:
        if self._own_mark:
            self.inline.mark(self._own_mark, text, look)
            return
        self.inline.add(text, look)
        if look not in ("struck", "hidden"):
            self.trail.append((element, text))

    def _add_mark(self, reference: etree._Element, look: Look) -> None:
        """Add the mark of a note; a mark of the writer's own is the text behind it in its run."""
        name = note_name(reference)
        if is_on_attribute(reference.get(qn("w:customMarkFollows"))):
            self._own_mark = name
        else:
            self.inline.mark(name, "", look)

    def _add_text(self, element: etree._Element, form: RunFormat) -> None:
        text = element.text or ""
        if form.font.casefold() not in SYMBOL_FONTS:
            self._add(element, text, form.look)
            return
        for character in text:
            self._add_sign(element, sign(form.font, ord(character)), form.look, form.font)

    def _add_sign(
        self, element: etree._Element, character: str | None, look: Look, font: str
    ) -> None:
        if character is not None:
            self._add(element, character, look)
        elif look in ("struck", "hidden"):
            self.inline.add(_UNKNOWN_SIGN, look)
        else:
            self.inline.add(_UNKNOWN_SIGN, "drawn")
            self.lost.append(f"a sign of the font “{font}”" if font else "a sign")


def note_name(element: etree._Element) -> str:
    """Return the name of a note, by the note itself or by what refers to it."""
    return f"{NOTE_KINDS[element.tag]} {element.get(qn('w:id'), '')}"


def is_on_attribute(value: str | None) -> bool:
    """Return whether an attribute that can be on or off is on."""
    return value in ("1", "true", "on")


def _is_on_colour(paragraph: etree._Element, styles: Styles) -> bool:
    """Return whether something around a paragraph may have a colour of its own."""
    chain = styles.chain(styles.of_paragraph(paragraph))
    if any(is_shaded(style.find(f"{qn('w:pPr')}/{SHADE}")) for _, style in chain):
        return True
    for around in (paragraph, *paragraph.iterancestors(*_SHADED)):
        shades = (around.find(f"{properties}/{SHADE}") for properties in _PROPERTIES)
        style = value_of(around.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")) or ""
        if around.tag == TEXT_BOX or any(map(is_shaded, shades)) or style not in _PLAIN_TABLES:
            return True
    return paragraph.getroottree().getroot().find(qn("w:background")) is not None


def _field_value(field: etree._Element) -> str:
    """Return what a check box or a drop-down list of an old form shows."""
    box, choice = field.find(qn("w:checkBox")), field.find(qn("w:ddList"))
    if box is not None:
        checked = box.find(qn("w:checked"))
        return _CHECKED if is_on(box.find(qn("w:default")) if checked is None else checked) else (
            _UNCHECKED)  # fmt: skip
    if choice is None:
        return ""
    stated = value_of(choice.find(qn("w:result"))) or value_of(choice.find(qn("w:default"))) or "0"
    entries = [value_of(entry) or "" for entry in choice.iterchildren(qn("w:listEntry"))]
    at = int(stated) if stated.isdecimal() else 0
    return entries[at] if at < len(entries) else ""


def _lost(element: etree._Element) -> Iterator[str]:
    """Yield what an element holds that cannot be read, in plain English."""
    if element.tag in _OTHERS:
        yield _OTHERS[element.tag]
    elif element.tag == _GRAPHIC:
        kind = element.get("uri", "").rstrip("/").rpartition("/")[2]
        if kind in _GRAPHICS:
            yield _GRAPHICS[kind]
    elif element.tag == _OBJECT:
        program = element.get("ProgID", "").partition(".")[0].casefold()
        yield _PROGRAMS.get(program, "an embedded object")


def _space(_: etree._Element) -> str:
    return " "


_DRAWN: dict[str, Callable[[etree._Element], str]] = {
    **dict.fromkeys(map(qn, ("w:tab", "w:br", "w:cr", "w:ptab")), _space),
    qn("w:noBreakHyphen"): lambda _: "-",
    qn("w:ffData"): _field_value,
    **dict.fromkeys(EQUATIONS, linear),
}
"""What elements show that hold no text of their own."""
