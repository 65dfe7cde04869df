"""Take out of a web page what is not the report: navigation, scripts, banners, controls."""

import re
from collections.abc import Iterator

from lxml import etree

_NEVER_TEXT = {
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "button", "select", "input", "textarea", "datalist",
    "dialog", "nav", "annotation", "annotation-xml",
}  # fmt: skip
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu"}
_NAMES = {
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "cookie", "cookies",
    "sidebar", "masthead", "skiplink", "pagination", "pager", "share", "sharing", "social",
    "toc", "tableofcontents", "newsletter", "topbar",
}  # fmt: skip
# "social-links" is boilerplate, "social-security" is not.
_BESIDE_NAMES = {
    "site", "main", "top", "left", "right", "side", "primary", "secondary", "global",
    "page", "header", "footer", "wrap", "wrapper", "container", "inner", "bar", "list",
    "links", "link", "banner", "consent", "notice", "buttons", "icons", "box", "block",
    "widget", "content", "desktop", "mobile",
}  # fmt: skip
_NOTES = re.compile(
    r"(?:doc-)?(?:foot|end)notes?(?:-(?:text|content|list|section|container|item|\d+))?"
    r"|fn[:-]?\d+|mso(?:foot|end)notetext"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BODY = ("main", "article")
_MOST = 0.4
"""Share of a page's text that no boilerplate has, whatever its name."""

_LINKED = 0.5


def names_of(element: etree._Element, keys: tuple[str, ...] = ("class", "id", "role")) -> set[str]:
    """Return what these attributes call an element, in lower case."""
    return set(" ".join(element.get(key, "") for key in keys).lower().split())


def main_part(root: etree._Element) -> etree._Element:
    """Return the element that holds the report: <main>, <article>, or the whole page.

    What is not the report is emptied. A <main> that holds less than
    half of the text that is left is not believed.
    """
    _prune(root)
    body = next(root.iter("body"), root)
    whole = text_length(body)
    for part in [*_marked(body, "main"), *_marked(body, "article")]:
        if text_length(part) >= 0.5 * whole:
            return part
    return body


def _marked(body: etree._Element, name: str) -> Iterator[etree._Element]:
    return (part for part in body.iter() if name in (part.tag, part.get("role")))


def text_length(element: etree._Element) -> int:
    """Return how many characters an element's text has, white space aside."""
    return sum(len("".join(text.split())) for text in element.itertext())


def _prune(root: etree._Element) -> None:
    whole = text_length(next(root.iter("body"), root))
    doomed = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if _is_boilerplate(element, whole):
            doomed.append(element)
            walk.skip_subtree()
    for element in doomed:
        element.clear(keep_tail=True)


def _is_boilerplate(element: etree._Element, whole: int) -> bool:
    name = element.tag
    if name in ("html", "body", *_BODY):
        return False
    if name in _NEVER_TEXT or _is_hidden(element):
        return True
    if holds_notes(element):
        return False
    if name in ("header", "footer", "aside"):
        return _is_frame(element)
    if name in ("ul", "ol") and not _within(element, *_BODY) and _is_menu(element):
        return True
    if name == "div" and _is_link_bar(element):
        return True
    if not _is_named_so(element):
        return False
    holds_body = next(element.iter("h1", *_BODY), None) is not None
    return not holds_body and text_length(element) <= _MOST * whole


def holds_notes(element: etree._Element) -> bool:
    """Tell whether an element's names say that it is a footnote or holds several."""
    return any(map(_NOTES.fullmatch, names_of(element)))


def _is_named_so(element: etree._Element) -> bool:
    """Tell whether its role, class or id names an element as boilerplate."""
    if element.tag in _HEADINGS:
        return False
    if element.get("role") in _ROLES:
        return True
    # A section's id is made of its heading, which may well be "Navigation".
    keys = ("class",) if element.tag == "section" else ("class", "id")
    for name in names_of(element, keys):
        parts = set(re.split(r"[-_]+", name))
        if parts & _NAMES and parts <= _NAMES | _BESIDE_NAMES:
            return True
    return False


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_frame(element: etree._Element) -> bool:
    """Tell whether a header, footer or aside frames the page instead of being part of it."""
    if element.tag == "footer":
        return not _within(element, "blockquote")
    if element.tag == "header":
        titled = next(element.iter("h1"), None) is not None
        return not _within(element, *_BODY) and (
            not titled or next(element.iter("nav"), None) is not None
        )
    return not _within(element, *_BODY) or _linked_share(element) >= _LINKED


def _is_menu(element: etree._Element) -> bool:
    return len(element) > 2 and _linked_share(element) >= 0.9


def _is_link_bar(element: etree._Element) -> bool:
    """Tell whether links stand side by side here, with nothing but separators between."""
    return (
        len(element) > 1
        and all(child.tag == "a" for child in element)
        and _linked_share(element) >= 0.9
    )


def _within(element: etree._Element, *names: str) -> bool:
    return next(element.iterancestors(*names), None) is not None


def _linked_share(element: etree._Element) -> float:
    """Return the share of an element's text that is links."""
    links = sum(text_length(link) for link in element.iter("a"))
    return links / max(1, text_length(element))
