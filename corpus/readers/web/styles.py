"""Read how a page shows its elements: the style attributes, and simple rules of its <style>."""

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from corpus.readers.inline import Look

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_FOR_SCREENS = re.compile(r"@media\s+(?:screen|all)\s*$", re.IGNORECASE)
# One element, its classes and its id: "del", ".old", "span.old", "#note". A selector that looks
# around an element, or at its state, is left to the browser.
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)$")
_PROPERTIES = {
    "display", "visibility", "font-size", "color", "background", "background-color",
    "text-decoration", "text-decoration-line", "list-style", "list-style-type",
    "margin-left", "margin-right",
}  # fmt: skip
_ZERO = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?")
_BLOCK = re.compile(r"(?:block|flex|grid|list-item|table|flow-root)\b")
_RGB = re.compile(r"rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)[^)]*\)")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0)}
_WHITE = (255, 255, 255)
_STRUCK_TAGS = ("del", "s", "strike")
# Tailwind, Bootstrap and word processors; their rules stand in style sheets elsewhere.
_STRUCK_NAMES = {"line-through", "text-decoration-line-through", "strikethrough"}
_MAX_STYLE = 1_000_000
"""Longest <style> that is read, in characters."""

Properties = dict[str, str]


class PageStyles:
    """The styles of a page; made before its <style> elements are removed."""

    def __init__(self, root: etree._Element) -> None:
        self._rules: defaultdict[str, list[tuple[str, frozenset[str], Properties]]]
        self._rules = defaultdict(list)
        for element in root.iter("style"):
            text = "".join(element.itertext())
            if len(text) <= _MAX_STYLE and next(element.iterancestors("noscript"), None) is None:
                for selector, properties in _rules(text):
                    self._add(selector, properties)
        links = (link.get("rel", "").lower().split() for link in root.iter("link"))
        self._has_others = any("stylesheet" in kinds for kinds in links)

    def _add(self, selector: str, properties: Properties) -> None:
        match = _SELECTOR.match(selector.strip())
        if match and match[0]:
            tag, names = (match[1] or "*").lower(), frozenset(re.findall(r"[.#][\w-]+", match[2]))
            self._rules[min(names, default=tag)].append((tag, names, properties))

    def of(self, element: etree._Element) -> Properties:
        """Return the properties that the page states for an element, in lower case."""
        names = {f".{name}" for name in element.get("class", "").split()}
        if identifier := element.get("id"):
            names.add(f"#{identifier}")
        found: Properties = {}
        # An id overrides a class, and a class overrides a tag.
        for key in ("*", element.tag, *sorted(names, reverse=True)):
            for tag, needed, properties in self._rules.get(key, ()):
                if tag in ("*", element.tag) and needed <= names:
                    found |= properties
        return found | _declared(element.get("style", ""))

    def look(self, element: etree._Element, around: Look) -> Look:
        """Return the look of an element's text inside text of another look."""
        if around == "struck":
            return around
        stated = self.of(element)
        lines = f"{stated.get('text-decoration', '')} {stated.get('text-decoration-line', '')}"
        named = not _STRUCK_NAMES.isdisjoint(element.get("class", "").split())
        if element.tag in _STRUCK_TAGS or named or "line-through" in lines:
            return "struck"
        return {"sup": "raised", "sub": "lowered"}.get(element.tag, around)  # type: ignore[return-value]

    def is_block(self, element: etree._Element) -> bool:
        """Return whether the page sets an element apart as a block."""
        return bool(_BLOCK.match(self.of(element).get("display", "")))

    def list_style(self, element: etree._Element) -> str:
        """Return the style of the numbers that the page states for a list or an item, or ""."""
        stated = self.of(element)
        return stated.get("list-style-type") or stated.get("list-style", "")

    def is_hidden(self, element: etree._Element) -> bool:
        """Return whether a browser shows nothing of an element."""
        stated = self.of(element)
        return (
            element.get("hidden") is not None
            or stated.get("display", "").startswith("none")
            or stated.get("visibility", "").startswith(("hidden", "collapse"))
            # A container without a type size only closes the gaps between its parts.
            or (len(element) == 0 and bool(_ZERO.fullmatch(stated.get("font-size", "1"))))
            or self._has_colour_of_ground(element, stated)
        )

    def _has_colour_of_ground(self, element: etree._Element, stated: Properties) -> bool:
        """Return whether the letters of an element have the colour of what is behind them.

        A page with a style sheet of its own may colour any named element, so that nobody knows.
        """
        colour = _colour(stated.get("color") or element.get("color", ""))
        if colour is None:
            return False
        for around in (element, *element.iterancestors()):
            ground = self.of(around)
            behind = ground.get("background-color") or ground.get("background")
            behind = behind or around.get("bgcolor")
            if behind and behind not in ("none", "transparent", "inherit"):
                return _colour(behind) == colour
            if self._has_others and (around.get("class") or around.get("id")):
                return False
        return colour == _WHITE


def _rules(text: str) -> Iterator[tuple[str, Properties]]:
    """Yield the selectors of a <style> with their properties, without those for print."""
    depth = 0
    kept: list[str] = []
    for piece in re.split(r"(@[^{};]*\{|[{}])", _COMMENT.sub(" ", text)):
        if piece.startswith("@") and depth == 0:
            depth = 0 if _FOR_SCREENS.match(piece[:-1].strip()) else 1
        elif depth:
            depth += {"{": 1, "}": -1}.get(piece[-1:], 0)
        else:
            kept.append(piece)
    for match in _RULE.finditer("".join(kept)):
        if properties := _declared(match[2]):
            for selector in match[1].rpartition(";")[2].split(","):
                yield selector, properties


def _declared(text: str) -> Properties:
    found: Properties = {}
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip().lower() in _PROPERTIES:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _colour(text: str) -> tuple[int, ...] | None:
    """Return the red, green and blue of a colour, or None when it is unknown."""
    bare = text.strip().lower()
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", bare):
        digits = match[1] if len(match[1]) == 6 else "".join(each * 2 for each in match[1])
        return tuple(bytes.fromhex(digits))
    if match := _RGB.fullmatch(bare):
        return tuple(map(int, match.groups()))
    return _NAMED.get(bare)
