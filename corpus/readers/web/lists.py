"""Draw the numbers of the items of ordered lists as browsers do."""

import re

from lxml import etree

from corpus.readers.numerals import WEB
from corpus.readers.web.styles import PageStyles

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman",
          "I": "upper-roman"}  # fmt: skip
_DEFAULT = "decimal"


class ListNumbers:
    """Counts the items of the ordered lists of a page, in order."""

    def __init__(self, styles: PageStyles) -> None:
        self._styles = styles
        self._next: dict[etree._Element, int] = {}

    def next_number(self, item: etree._Element) -> str:
        """Return the number that a browser draws before an <li>, with its space, or ""."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        is_reversed = parent.get("reversed") is not None
        if parent not in self._next:
            count = len(list(parent.iterchildren("li"))) if is_reversed else 1
            self._next[parent] = _whole(parent.get("start"), count)
        number = _whole(item.get("value"), self._next[parent])
        self._next[parent] = number - 1 if is_reversed else number + 1
        style = (
            self._styles.list_style(item)
            or _TYPES.get(item.get("type", ""))
            or self._styles.list_style(parent)
            or _TYPES.get(parent.get("type", ""), _DEFAULT)
        )
        form = next((WEB[word] for word in style.split() if word in WEB), None)
        return "" if form is None else f"{form(number)}. "


def states_itself(text: str, number: str, is_note: bool) -> bool:
    """Return whether an item's text begins with its number, as in a list without drawn ones.

    A note may begin with its bare number; "1. 2 cups" is an item with another.
    """
    stated = re.escape(number.strip().rstrip("."))
    end = r"[.)\]:\s]" if is_note else r"(?:[.)\]:]|\s*[–—-]\s)"
    return bool(re.match(rf"\s*[(\[]?{stated}{end}", text, re.IGNORECASE))


def _whole(text: str | None, default: int) -> int:
    bare = (text or "").strip()
    return int(bare) if re.fullmatch(r"[-+]?\d{1,9}", bare) else default
