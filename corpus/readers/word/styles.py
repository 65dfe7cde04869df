"""Classify the paragraphs of a Word document by their styles, and say how its runs look."""

import re
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml import etree

from corpus.note_marks import Apart
from corpus.readers.inline import Look

_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc [1-9]|table of figures")
_QUOTE = re.compile(r"(?:intense )?quotes?|(?:block )?quotations?|block (?:quote|text)")
_LIST = re.compile(r"list (?:bullet|number)")
_VALUE, _PROPERTIES, _STYLE = qn("w:val"), qn("w:pPr"), qn("w:pStyle")
_OUTLINE, _NUMBERING, _NUMBER = qn("w:outlineLvl"), qn("w:numPr"), qn("w:numId")
_RUN_PROPERTIES, _RUN_STYLE = qn("w:rPr"), qn("w:rStyle")
_NOT_OUTLINED = 9
_OFF = ("0", "false", "off", "none")
_STRUCK = (qn("w:strike"), qn("w:dstrike"))
_HIDDEN = (qn("w:vanish"),)
_ALIGNMENT, _POSITION, _SIZE = qn("w:vertAlign"), qn("w:position"), qn("w:sz")
_ALIGNED: dict[str | None, Look] = {"superscript": "raised", "subscript": "lowered"}
_FONTS, _COLOUR, _HIGHLIGHT, SHADE = map(qn, ("w:rFonts", "w:color", "w:highlight", "w:shd"))
_WHITE, _CLEAR = re.compile("ffffff", re.IGNORECASE), re.compile("auto|ffffff", re.IGNORECASE)
_DEFAULT_SIZE = 20
"""Type size in half-points where no style states one: that of the Open XML standard."""
_INDENT = 360
"""Least indent of a paragraph that is set apart, in twentieths of a point: a quarter of an inch."""
_MIN_RISE = 1 / 6
"""Share of the type size from which moved text is raised or lowered; less aligns a sign."""


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a paragraph.

    Attributes:
        level: 0 for the title, 1 to 9 for a heading, None for any other paragraph.
        is_item: whether it has a bullet or a number.
        is_contents: whether it is a line of the table of contents.
        is_caption: whether it is the title of a table or figure.
        is_quote: whether its style is one for quotations.
    """

    level: int | None = None
    is_item: bool = False
    is_contents: bool = False
    is_caption: bool = False
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class RunFormat:
    """How a run looks.

    Attributes:
        font: the name of its font, or "".
        is_white: whether its letters are white and its own background is not coloured.
    """

    look: Look
    font: str = ""
    is_white: bool = False


class Styles:
    """The paragraph styles of a document.

    Args:
        root: root element of the styles part.
    """

    def __init__(self, root: etree._Element) -> None:
        self._styles = {
            style.get(qn("w:styleId"), ""): style for style in root.iterchildren(qn("w:style"))
        }
        self._roles: dict[str, Role] = {}
        self._formats: dict[str, dict[str, etree._Element]] = {}
        self._default = next(
            (
                identifier
                for identifier, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            "",
        )

    def role(self, paragraph: etree._Element) -> Role:
        """Return a paragraph's role, from its style and then its own properties."""
        role = self._role_of_style(self.of_paragraph(paragraph))
        properties = paragraph.find(_PROPERTIES)
        return role if properties is None else _with(properties, role)

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """Return the id of a paragraph's style."""
        return value_of(paragraph.find(f"{_PROPERTIES}/{_STYLE}")) or self._default

    def apart(self, paragraph: etree._Element) -> Apart:
        """Return how a paragraph is set apart: by its style, or by its indent."""
        if self.role(paragraph).is_quote:
            return "quoted"
        styled = (style.find(_PROPERTIES)
                  for _, style in self.chain(self.of_paragraph(paragraph)))  # fmt: skip
        for properties in (paragraph.find(_PROPERTIES), *styled):
            indent = None if properties is None else properties.find(qn("w:ind"))
            if indent is not None:
                left = _twips(indent, "left", "start") >= _INDENT
                right = _twips(indent, "right", "end") >= _INDENT
                return ("inset" if right else "indented") if left else ""
        return ""

    def chain(self, identifier: str) -> list[tuple[str, etree._Element]]:
        """Return a style and those it is based on, from the nearest, with their ids."""
        found: dict[str, etree._Element] = {}
        below: str | None = identifier
        while below and below in self._styles and below not in found:
            found[below] = self._styles[below]
            below = value_of(self._styles[below].find(qn("w:basedOn")))
        return list(found.items())

    def run_format(self, run_properties: etree._Element | None, style: str) -> RunFormat:
        """Return how a run looks in a paragraph of this style."""
        direct = _by_name(run_properties)
        styled = [self._run_properties(each)
                  for each in (style, value_of(direct.get(_RUN_STYLE)) or "")]  # fmt: skip
        nearest = {**styled[0], **styled[1], **direct}
        look = _ALIGNED.get(value_of(nearest.get(_ALIGNMENT))) or _moved(nearest)
        if any(_is_on(name, direct, styled) for name in _STRUCK):
            look = "struck"
        if any(_is_on(name, direct, styled) for name in _HIDDEN):
            look = "hidden"
        fonts = nearest.get(_FONTS)
        is_white = bool(_WHITE.fullmatch(value_of(nearest.get(_COLOUR)) or ""))
        return RunFormat(
            look,
            font=fonts.get(qn("w:ascii"), "") if fonts is not None else "",
            is_white=is_white and _HIGHLIGHT not in nearest and not is_shaded(nearest.get(SHADE)),
        )

    def _run_properties(self, identifier: str) -> dict[str, etree._Element]:
        if identifier not in self._formats:
            found: dict[str, etree._Element] = {}
            for _, style in reversed(self.chain(identifier)):
                found |= _by_name(style.find(_RUN_PROPERTIES))
            self._formats[identifier] = found
        return self._formats[identifier]

    def _role_of_style(self, identifier: str) -> Role:
        """Return the role that a style gives; the styles it is based on apply first."""
        if identifier not in self._roles:
            role = Role()
            for _, style in reversed(self.chain(identifier)):
                role = _styled(style, role)
            self._roles[identifier] = role
        return self._roles[identifier]


def _by_name(properties: etree._Element | None) -> dict[str, etree._Element]:
    return {} if properties is None else {each.tag: each for each in properties.iterchildren("*")}


def _is_on(
    name: str, direct: dict[str, etree._Element], styled: list[dict[str, etree._Element]]
) -> bool:
    """Return whether a property that can be on or off is on.

    What the paragraph's style and the character style both turn on, they turn off again.
    """
    if name in direct:
        return is_on(direct[name])
    return sum(is_on(style.get(name)) for style in styled) == 1


def is_on(element: etree._Element | None) -> bool:
    """Return whether an element turns a property on, as one without a value does."""
    return element is not None and element.get(_VALUE, "1") not in _OFF


def is_shaded(shade: etree._Element | None) -> bool:
    """Return whether a background is coloured."""
    return shade is not None and not _CLEAR.fullmatch(shade.get(qn("w:fill"), "auto"))


def _moved(properties: dict[str, etree._Element]) -> Look:
    """Return whether the position of a run raises or lowers it."""
    stated, size = value_of(properties.get(_POSITION)), value_of(properties.get(_SIZE))
    if not stated or not re.fullmatch(r"-?\d+", stated):
        return "shown"
    least = _MIN_RISE * (int(size) if size and size.isdecimal() else _DEFAULT_SIZE)
    if abs(int(stated)) < least:
        return "shown"
    return "raised" if int(stated) > 0 else "lowered"


def _twips(indent: etree._Element, *sides: str) -> int:
    stated = next(filter(None, (indent.get(qn(f"w:{side}")) for side in sides)), "0")
    return int(stated) if stated.isdecimal() else 0


def _styled(style: etree._Element, role: Role) -> Role:
    properties = style.find(_PROPERTIES)
    if properties is not None:
        role = _with(properties, role)
    name = (value_of(style.find(qn("w:name"))) or "").lower()
    if name == "title":
        return replace(role, level=0)
    if match := _HEADING.fullmatch(name):
        return replace(role, level=int(match[1]))
    if _CONTENTS.fullmatch(name):
        return replace(role, is_contents=True)
    if name == "caption":
        return replace(role, is_caption=True)
    if _QUOTE.fullmatch(name):
        return replace(role, is_quote=True)
    return replace(role, is_item=True) if _LIST.match(name) else role


def _with(properties: etree._Element, role: Role) -> Role:
    """Return the role after these properties have changed it."""
    outline = value_of(properties.find(_OUTLINE))
    if outline is not None and outline.isdecimal():
        role = replace(role, level=int(outline) + 1 if int(outline) < _NOT_OUTLINED else None)
    numbering = properties.find(_NUMBERING)
    number = value_of(numbering.find(_NUMBER)) if numbering is not None else None
    return role if number is None else replace(role, is_item=number != "0")


def value_of(element: etree._Element | None) -> str | None:
    """Return the value of an element, or None."""
    value: str | None = element.get(_VALUE) if element is not None else None
    return value
