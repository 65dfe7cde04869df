"""Say what the paragraphs of a Word document are, by their styles."""

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc [1-9]|table of figures")
_LIST = re.compile(r"list (?:bullet|number)")
_VALUE, _PROPERTIES = qn("w:val"), qn("w:pPr")
_NOT_OUTLINED = 9


class Styles:
    """The paragraph styles of a document.

    Args:
        root: of the part that holds the styles.
    """

    def __init__(self, root: etree._Element) -> None:
        self._styles = {
            style.get(qn("w:styleId"), ""): style for style in root.iterchildren(qn("w:style"))
        }
        self._default = next(
            (
                identifier
                for identifier, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )

    def heading_level(self, paragraph: etree._Element) -> int | None:
        """Return 0 for the title, 1 to 9 for a heading, None for any other paragraph."""
        for source in self._sources(paragraph):
            name = _name(source)
            if name == "title":
                return 0
            if match := _HEADING.fullmatch(name):
                return int(match[1])
            outline = _value(source, "w:pPr/w:outlineLvl")
            if outline is not None and outline.isdecimal():
                return int(outline) + 1 if int(outline) < _NOT_OUTLINED else None
        return None

    def is_item(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph has a bullet or a number."""
        for source in self._sources(paragraph):
            numbering = _value(source, "w:pPr/w:numPr/w:numId")
            if numbering is not None:
                return numbering != "0"
            if _LIST.match(_name(source)):
                return True
        return False

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph is a line of the table of contents."""
        return any(_CONTENTS.fullmatch(_name(source)) for source in self._sources(paragraph))

    def _sources(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """Yield a paragraph, its style, the style that this is based on, and so on."""
        yield paragraph
        identifier = _value(paragraph, "w:pPr/w:pStyle") or self._default
        seen: set[str] = set()
        while identifier and identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            yield self._styles[identifier]
            identifier = _value(self._styles[identifier], "w:basedOn")


def _name(source: etree._Element) -> str:
    return (_value(source, "w:name") or "").lower()


def _value(element: etree._Element, path: str) -> str | None:
    for step in path.split("/"):
        element = element.find(qn(step))
        if element is None:
            return None
    value: str | None = element.get(_VALUE)
    return value
