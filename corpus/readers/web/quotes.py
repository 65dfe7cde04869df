"""The quotation marks that browsers draw round <q>, and what pages set apart as quotations."""

import re
from collections.abc import Mapping

from lxml import etree

from corpus.note_marks import Apart

_MARKS = {
    "de": ("„", "“", "‚", "‘"),
    "fr": ("« ", " »", "« ", " »"),
    "es": ("«", "»", "“", "”"),
    "it": ("«", "»", "“", "”"),
    "nl": ("‘", "’", "“", "”"),
    "ru": ("«", "»", "„", "“"),
}
"""By language, as the HTML standard suggests: the outer pair and the inner pair."""
_ENGLISH = ("“", "”", "‘", "’")
_LENGTH = re.compile(r"(\d*\.?\d+)\s*(in|cm|pt|px|em|rem)")
_POINTS = {"in": 72, "cm": 28.3, "pt": 1, "px": 0.75, "em": 12, "rem": 12}
_INDENT = 18
"""Least indent of a paragraph that is set apart, in points."""
SET_APART: tuple[Apart, ...] = ("quoted", "inset", "indented")
"""How elements set apart what they hold, the surest first."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def quotation_marks(element: etree._Element) -> tuple[str, str]:
    """Return the opening and the closing mark; those of a quotation in another alternate."""
    around = list(element.iterancestors())
    stated = (each.get("lang") or each.get(_LANGUAGE) for each in (element, *around))
    language = next(filter(None, stated), "en").lower().partition("-")[0]
    marks = _MARKS.get(language, _ENGLISH)
    depth = sum(each.tag == "q" for each in around) % 2
    return marks[2 * depth], marks[2 * depth + 1]


def apart(element: etree._Element, properties: Mapping[str, str]) -> Apart:
    """Return how an element sets apart what it holds: as a quotation, or by its indent."""
    if element.tag == "blockquote":
        return "quoted"
    if element.tag not in ("p", "div"):
        return ""
    left, right = (_points(properties.get(f"margin-{side}", "")) for side in ("left", "right"))
    if left < _INDENT:
        return ""
    return "inset" if right >= _INDENT else "indented"


def _points(length: str) -> float:
    stated = _LENGTH.fullmatch(length.strip())
    return float(stated[1]) * _POINTS[stated[2]] if stated else 0
