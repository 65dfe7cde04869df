"""Remove navigation, scripts, banners and controls from a web page."""

import re
from dataclasses import dataclass

from lxml import etree

from corpus.readers.web.sections import LINKED, REMOVED_LINKS
from corpus.readers.web.styles import PageStyles
from corpus.readers.web.tools import is_tool, remove_brackets

_NEVER_TEXT = {
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "button", "select", "input", "textarea", "datalist",
    "dialog", "nav", "annotation", "annotation-xml",
}  # fmt: skip
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu"}
_BOILERPLATE_NAMES = {
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "cookie", "cookies",
    "sidebar", "masthead", "skip", "skiplink", "pagination", "pager", "share", "sharing",
    "social", "toc", "tableofcontents", "newsletter", "topbar",
}  # fmt: skip
# A compound name is boilerplate only if its other parts are in this list:
# "social-links" is boilerplate, "social-security" is not.
_NEUTRAL_NAMES = {
    "site", "main", "top", "left", "right", "side", "primary", "secondary", "global",
    "page", "header", "footer", "wrap", "wrapper", "container", "inner", "bar", "list",
    "links", "link", "banner", "consent", "notice", "buttons", "icons", "box", "block",
    "widget", "content", "desktop", "mobile", "to",
}  # fmt: skip
_NOTES = re.compile(
    r"(?:doc-)?(?:foot|end)notes?(?:-(?:text|content|list|section|container|item|\d+))?"
    r"|fn[:-]?\d+|mso(?:foot|end)notetext"
)
_EMBEDDED = {"iframe": ("src", "srcdoc"), "object": ("data",), "embed": ("src",)}
_PDF = re.compile(r"\.pdf(?:[?#]|$)", re.IGNORECASE)
# Elements whose class and id are examined. Cells are not among them, because the class "share"
# of a cell can mean a percentage.
_NAMED_ELEMENTS = ("div", "section", "ul", "ol", "dl", "menu", "form", "table", "a")
_MAIN = ("main", "article")
_MAX_SHARE = 0.4
"""An element with more than this share of the page's text is kept, whatever its name."""


@dataclass(frozen=True, slots=True)
class MainPart:
    """The element that contains the report, and what was left out of it.

    Attributes:
        hidden: number of passages that a browser does not show.
        embedded: the parts of the page that are other documents, in plain English.
    """

    element: etree._Element
    hidden: int
    embedded: tuple[str, ...]


def main_part(root: etree._Element, styles: PageStyles, *, is_whole: bool = False) -> MainPart:
    """Return the element that contains the report: <main>, <article>, or the whole page.

    Boilerplate elements are emptied in place. A <main> or <article> is ignored if it contains
    less than half of the remaining text.

    Args:
        is_whole: whether the page is a text as a whole: only what is never text is emptied.
    """
    pruning = _Pruning(root, styles, is_whole)
    pruning.prune()
    body = next(root.iter("body"), root)
    if is_whole:
        return MainPart(body, len(pruning.hidden), tuple(name for _, name in pruning.embedded))
    lengths = _lengths(body)
    named = (part for name in _MAIN for part in body.iter() if name in (part.tag, part.get("role")))
    part = next((each for each in named if lengths[each] >= lengths[body] / 2), body)

    def is_inside(element: etree._Element) -> bool:
        return part in (element, *element.iterancestors())

    return MainPart(
        part,
        hidden=sum(map(is_inside, pruning.hidden)),
        embedded=tuple(name for element, name in pruning.embedded if is_inside(element)),
    )


def holds_notes(element: etree._Element) -> bool:
    """Return whether the class, id or role marks an element as a footnote or a list of them."""
    return any(map(_NOTES.fullmatch, _names(element, "class", "id", "role")))


def _names(element: etree._Element, *keys: str) -> set[str]:
    """Return the words in these attributes of an element, in lower case."""
    return set(" ".join(element.get(key, "") for key in keys).lower().split())


def _lengths(root: etree._Element, only: str | None = None) -> dict[etree._Element, int]:
    """Return the number of letters and digits in every element.

    Args:
        only: count only the text in elements with this tag.
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
    """Empties the boilerplate elements of a page."""

    def __init__(self, root: etree._Element, styles: PageStyles, is_whole: bool) -> None:
        self._is_whole = is_whole
        self.hidden: list[etree._Element] = []
        self.embedded: list[tuple[etree._Element, str]] = []
        self._root = root
        self._styles = styles
        self._lengths = _lengths(root)
        self._linked = _lengths(root, only="a")
        self._max_length = _MAX_SHARE * self._lengths[next(root.iter("body"), root)]

    def prune(self) -> None:
        """Empty the boilerplate elements and keep the text after them."""
        removed = []
        walk = etree.iterwalk(self._root, events=("start",))
        for _, element in walk:
            if not isinstance(element.tag, str):
                continue
            if self._is_boilerplate(element):
                self._note_embedded(element)
            elif self._is_hidden(element):
                self._note_hidden(element)
            else:
                continue
            removed.append(element)
            walk.skip_subtree()
        for element in removed:
            if is_tool(element):
                remove_brackets(element)
            has_links = self._is_linked(element, LINKED) and self._lengths[element] > 0
            element.clear(keep_tail=True)
            if has_links:
                element.set(REMOVED_LINKS, "")
            if element.tag == "li":
                element.tag = "div"  # it has no number

    def _note_embedded(self, element: etree._Element) -> None:
        sources = [element.get(key, "") for key in _EMBEDDED.get(element.tag, ())]
        is_small = any(element.get(side, "") in ("0", "1") for side in ("width", "height"))
        if any(sources) and not is_small and not self._styles.is_hidden(element):
            is_pdf = element.get("type") == "application/pdf" or any(map(_PDF.search, sources))
            kind = "an embedded PDF document" if is_pdf else f"an embedded page ({element.tag})"
            self.embedded.append((element, kind))

    def _is_hidden(self, element: etree._Element) -> bool:
        """Return whether a browser shows nothing of an element, nor a picture in its place.

        A hidden equation stands beside its picture, for those who cannot see it.
        """
        if element.tag in ("html", "body") or not self._styles.is_hidden(element):
            return False
        equations = sum(self._lengths[each] for each in element.iter("math"))
        return not equations or equations < self._lengths[element]

    def _note_hidden(self, element: etree._Element) -> None:
        """Count a hidden passage, unless it is a menu or has no words."""
        if self._lengths[element] and not self._is_linked(element, 0.5):
            self.hidden.append(element)

    def _is_boilerplate(self, element: etree._Element) -> bool:
        name = element.tag
        if name in ("html", "body", *_MAIN):
            return False
        if name in _NEVER_TEXT or element.get("aria-hidden") == "true" or is_tool(element):
            return True
        if holds_notes(element) or self._is_whole:
            return False
        if name in ("header", "footer", "aside"):
            return self._is_frame(element)
        if name in ("ul", "ol") and len(element) > 2 and self._is_linked(element, 0.9):
            return not _within(element, *_MAIN)
        if name == "div" and self._is_link_bar(element):
            return True
        return _has_boilerplate_name(element) and self._lengths[element] <= self._max_length

    def _is_frame(self, element: etree._Element) -> bool:
        """Return whether a header, footer or aside belongs to the site, not to the report."""
        if element.tag == "footer":
            return not _within(element, "blockquote")
        if element.tag == "aside":
            return not _within(element, *_MAIN) or self._is_linked(element, 0.5)
        titled = _has(element, "h1") and not _has(element, "nav")
        return not titled and not _within(element, *_MAIN)

    def _is_link_bar(self, element: etree._Element) -> bool:
        """Return whether an element contains a row of links with only separators between them."""
        bar = len(element) > 1 and all(child.tag == "a" for child in element)
        return bar and self._is_linked(element, 0.9)

    def _is_linked(self, element: etree._Element, share: float) -> bool:
        return self._linked[element] >= share * max(1, self._lengths[element])


def _has_boilerplate_name(element: etree._Element) -> bool:
    """Return whether the role, class or id marks an element as boilerplate."""
    if element.tag not in _NAMED_ELEMENTS:
        return False
    # Site generators make a section's id from its heading, which may be "Navigation".
    keys = ("class",) if element.tag == "section" else ("class", "id")
    named = element.get("role") in _ROLES
    for name in _names(element, *keys):
        parts = set(re.split(r"[-_]+", name))
        named = named or bool(
            parts & _BOILERPLATE_NAMES and parts <= _BOILERPLATE_NAMES | _NEUTRAL_NAMES
        )
    return named and not _has(element, "h1", *_MAIN)


def _has(element: etree._Element, *names: str) -> bool:
    return next(element.iterdescendants(*names), None) is not None


def _within(element: etree._Element, *names: str) -> bool:
    return next(element.iterancestors(*names), None) is not None
