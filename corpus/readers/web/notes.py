"""Find the notes of a web page, and the marks that point to them."""

import re
from dataclasses import dataclass

from lxml import etree

_LABEL = re.compile(
    r"[\[(]?\s*(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶#]{1,3})\s*[\])]?", re.IGNORECASE
)
_NAMES = re.compile(r"note-?ref|fnref|footnotereference|endnotereference", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageNotes:
    """The notes of a page.

    Attributes:
        marks: the names of the notes that links point to.
        texts: the names of the notes that begin at elements.
    """

    marks: dict[etree._Element, str]
    texts: dict[etree._Element, str]


def page_notes(root: etree._Element) -> PageNotes:
    """Return the notes of a page: what raised or bracketed numbers link to, further down."""
    order = {element: at for at, element in enumerate(root.iter())}
    targets: dict[str, etree._Element] = {}
    for element in root.iter("*"):
        for name in (element.get("id"), element.get("name")):
            targets.setdefault(name or "", element)
    found = PageNotes({}, {})
    for link in root.iter("a"):
        name = link.get("href", "").partition("#")[2]
        target = targets.get(name) if name and link.get("href", "").startswith("#") else None
        if target is not None and order[target] > order[link] and _is_mark(link):
            found.marks[link] = name
            found.texts[target] = name
    return found


def _is_mark(link: etree._Element) -> bool:
    """Return whether a link to a place in the page looks like the mark of a note."""
    text = "".join(link.itertext()).strip()
    if not _LABEL.fullmatch(text):
        return False
    inside = next(link.iter("sup"), None) is not None
    raised = inside or next(link.iterancestors("sup"), None) is not None
    names = " ".join(
        filter(None, (link.get(key) for key in ("class", "role", "id", "name", "type")))
    )
    return raised or text[0] in "[(*†‡" or bool(_NAMES.search(names))
