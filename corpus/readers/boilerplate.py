"""Take out of a web page what is not the report: navigation, scripts, banners, controls."""

import re

from lxml import etree

_NEVER_TEXT = {
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "button", "select", "input", "textarea", "datalist",
    "dialog", "nav", "annotation", "annotation-xml",
}  # fmt: skip
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu"}
_NAMES = {
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "cookie", "cookies",
    "sidebar", "masthead", "skip", "skiplink", "pagination", "pager", "share", "sharing",
    "social", "toc", "tableofcontents", "newsletter", "topbar",
}  # fmt: skip
# "social-links" is boilerplate, "social-security" is not.
_BESIDE_NAMES = {
    "site", "main", "top", "left", "right", "side", "primary", "secondary", "global",
    "page", "header", "footer", "wrap", "wrapper", "container", "inner", "bar", "list",
    "links", "link", "banner", "consent", "notice", "buttons", "icons", "box", "block",
    "widget", "content", "desktop", "mobile", "to",
}  # fmt: skip
_NOTES = re.compile(
    r"(?:doc-)?(?:foot|end)notes?(?:-(?:text|content|list|section|container|item|\d+))?"
    r"|fn[:-]?\d+|mso(?:foot|end)notetext"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A cell of class "share" is a share of something.
_NAMED = ("div", "section", "ul", "ol", "dl", "menu", "form", "table", "a")
_BODY = ("main", "article")
_MOST = 0.4
"""Share of a page's text that no boilerplate has, whatever its name."""


def main_part(root: etree._Element) -> etree._Element:
    """Return the element that holds the report: <main>, <article>, or the whole page.

    What is not the report is emptied. A <main> that holds less than half of the text
    that is left is not believed.
    """
    _Pruning(root).prune()
    body = next(root.iter("body"), root)
    lengths = _lengths(body)
    for name in _BODY:
        for part in body.iter():
            if name in (part.tag, part.get("role")) and lengths[part] >= lengths[body] / 2:
                return part
    return body


def holds_notes(element: etree._Element) -> bool:
    """Tell whether an element's names say that it is a footnote or holds several."""
    return any(map(_NOTES.fullmatch, _names(element, "class", "id", "role")))


def _names(element: etree._Element, *keys: str) -> set[str]:
    """Return what these attributes call an element, in lower case."""
    return set(" ".join(element.get(key, "") for key in keys).lower().split())


def _lengths(root: etree._Element, only: str | None = None) -> dict[etree._Element, int]:
    """Return how many letters and digits every element holds.

    Args:
        only: count what stands in elements of this name alone.
    """
    lengths: dict[etree._Element, int] = {}
    counted = [0]
    inside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            inside += element.tag == only
            counted.append(_length(element.text) if inside or not only else 0)
            continue
        lengths[element] = counted.pop()
        inside -= element.tag == only
        tail = _length(element.tail) if inside or not only else 0
        counted[-1] += lengths[element] + tail
    return lengths


def _length(text: str | None) -> int:
    return sum(map(str.isalnum, text or ""))


class _Pruning:
    """Empties the parts of a page that are not the report."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._lengths = _lengths(root)
        self._linked = _lengths(root, only="a")
        self._most = _MOST * self._lengths[next(root.iter("body"), root)]

    def prune(self) -> None:
        """Empty them; what follows them stays."""
        doomed = []
        walk = etree.iterwalk(self._root, events=("start",))
        for _, element in walk:
            if self._is_boilerplate(element):
                doomed.append(element)
                walk.skip_subtree()
        for element in doomed:
            element.clear(keep_tail=True)

    def _is_boilerplate(self, element: etree._Element) -> bool:
        name = element.tag
        if name in ("html", "body", *_BODY):
            return False
        if name in _NEVER_TEXT or _is_hidden(element):
            return True
        if holds_notes(element):
            return False
        if name in ("header", "footer", "aside"):
            return self._is_frame(element)
        if name in ("ul", "ol") and len(element) > 2 and self._is_linked(element, 0.9):
            return not _within(element, *_BODY)
        if name == "div" and self._is_link_bar(element):
            return True
        return _is_named_so(element) and self._lengths[element] <= self._most

    def _is_frame(self, element: etree._Element) -> bool:
        """Tell whether a header, footer or aside frames the page instead of being part of it."""
        if element.tag == "footer":
            return not _within(element, "blockquote")
        if element.tag == "aside":
            return not _within(element, *_BODY) or self._is_linked(element, 0.5)
        titled = _has(element, "h1") and not _has(element, "nav")
        return not titled and not _within(element, *_BODY)

    def _is_link_bar(self, element: etree._Element) -> bool:
        """Tell whether links stand side by side here, with nothing but separators between."""
        bar = len(element) > 1 and all(child.tag == "a" for child in element)
        return bar and self._is_linked(element, 0.9)

    def _is_linked(self, element: etree._Element, share: float) -> bool:
        return self._linked[element] >= share * max(1, self._lengths[element])


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_named_so(element: etree._Element) -> bool:
    """Tell whether its role, class or id names an element as boilerplate."""
    if element.tag not in _NAMED:
        return False
    # A section's id is made of its heading, which may well be "Navigation".
    keys = ("class",) if element.tag == "section" else ("class", "id")
    named = element.get("role") in _ROLES
    for name in _names(element, *keys):
        parts = set(re.split(r"[-_]+", name))
        named = named or bool(parts & _NAMES and parts <= _NAMES | _BESIDE_NAMES)
    return named and not _has(element, "h1", *_BODY)


def _has(element: etree._Element, *names: str) -> bool:
    return next(element.iterdescendants(*names), None) is not None


def _within(element: etree._Element, *names: str) -> bool:
    return next(element.iterancestors(*names), None) is not None
