"""Tell where the section of a heading ends on a web page, besides at the next heading."""

from lxml import etree

_CONTAINERS = ("section", "aside", "nav", "article", "details", "fieldset", "figure", "dialog")
_ROLES = ("complementary", "note", "region")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MIN_LINKS = 2
LINKED = 0.9
"""Share of a text in links from which it is nothing but links."""
REMOVED_LINKS = "removed-links"
"""Attribute of an element that held nothing but links and was emptied."""


def closes_sections(element: etree._Element) -> bool:
    """Return whether an element is a part of its own, whose headings end with it."""
    return element.tag in _CONTAINERS or element.get("role") in _ROLES


def end_of_links(heading: etree._Element) -> etree._Element | None:
    """Return the last element of the list of links that a heading stands over, or None.

    A heading over nothing but links, such as "Explore more on these topics", is no section of
    what follows the links.
    """
    top = heading
    while (parent := top.getparent()) is not None and _is_all(parent, top):
        top = parent
    last = None
    for sibling in top.itersiblings("*"):
        if sibling.get(REMOVED_LINKS) is None and not _length(sibling):
            continue
        if sibling.tag in _HEADINGS or not _is_links(sibling):
            break
        last = sibling
    return last


def _is_all(parent: etree._Element, child: etree._Element) -> bool:
    """Return whether a child is all the text of its parent."""
    if parent.tag not in ("div", "header", "hgroup", "span") or _has_words(parent.text):
        return False
    return not any(
        _has_words(each.tail) or (each is not child and any(map(_has_words, each.itertext())))
        for each in parent
    )


def _has_words(text: str | None) -> bool:
    return any(map(str.isalnum, text or ""))


def _is_links(element: etree._Element) -> bool:
    if element.get(REMOVED_LINKS) is not None:
        return True
    links = [element] if element.tag == "a" else list(element.iterdescendants("a"))
    linked = sum(map(_length, links))
    return len(links) >= _MIN_LINKS and linked >= LINKED * _length(element)


def _length(element: etree._Element) -> int:
    return sum(sum(map(str.isalnum, text)) for text in element.itertext())
