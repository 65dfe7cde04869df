"""Classify the paragraphs of a Word document by their styles."""

import re
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml import etree

_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc [1-9]|table of figures")
_LIST = re.compile(r"list (?:bullet|number)")
_VALUE, _PROPERTIES, _STYLE = qn("w:val"), qn("w:pPr"), qn("w:pStyle")
_OUTLINE, _NUMBERING, _NUMBER = qn("w:outlineLvl"), qn("w:numPr"), qn("w:numId")
_NOT_OUTLINED = 9


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a paragraph.

    Attributes:
        level: 0 for the title, 1 to 9 for a heading, None for any other paragraph.
        is_item: whether it has a bullet or a number.
        is_contents: whether it is a line of the table of contents.
    """

    level: int | None = None
    is_item: bool = False
    is_contents: bool = False


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
        properties = paragraph.find(_PROPERTIES)
        if properties is None:
            return self._role_of_style(self._default)
        identifier = _value(properties.find(_STYLE)) or self._default
        return _with(properties, self._role_of_style(identifier))

    def _role_of_style(self, identifier: str) -> Role:
        """Return the role that a style gives; the styles it is based on apply first."""
        if identifier not in self._roles:
            chain = []
            below: str | None = identifier
            while below and below in self._styles and below not in chain:
                chain.append(below)
                below = _value(self._styles[below].find(qn("w:basedOn")))
            role = Role()
            for name in reversed(chain):
                role = _styled(self._styles[name], role)
            self._roles[identifier] = role
        return self._roles[identifier]


def _styled(style: etree._Element, role: Role) -> Role:
    properties = style.find(_PROPERTIES)
    if properties is not None:
        role = _with(properties, role)
    name = (_value(style.find(qn("w:name"))) or "").lower()
    if name == "title":
        return replace(role, level=0)
    if match := _HEADING.fullmatch(name):
        return replace(role, level=int(match[1]))
    if _CONTENTS.fullmatch(name):
        return replace(role, is_contents=True)
    return replace(role, is_item=True) if _LIST.match(name) else role


def _with(properties: etree._Element, role: Role) -> Role:
    """Return the role after these properties have changed it."""
    outline = _value(properties.find(_OUTLINE))
    if outline is not None and outline.isdecimal():
        role = replace(role, level=int(outline) + 1 if int(outline) < _NOT_OUTLINED else None)
    numbering = properties.find(_NUMBERING)
    number = _value(numbering.find(_NUMBER)) if numbering is not None else None
    return role if number is None else replace(role, is_item=number != "0")


def _value(element: etree._Element | None) -> str | None:
    value: str | None = element.get(_VALUE) if element is not None else None
    return value
