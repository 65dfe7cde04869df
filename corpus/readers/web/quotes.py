"""The quotation marks that browsers draw round <q>."""

from lxml import etree

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
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def quotation_marks(element: etree._Element) -> tuple[str, str]:
    """Return the opening and the closing mark; those of a quotation in another alternate."""
    around = list(element.iterancestors())
    stated = (each.get("lang") or each.get(_LANGUAGE) for each in (element, *around))
    language = next(filter(None, stated), "en").lower().partition("-")[0]
    marks = _MARKS.get(language, _ENGLISH)
    depth = sum(each.tag == "q" for each in around) % 2
    return marks[2 * depth], marks[2 * depth + 1]
