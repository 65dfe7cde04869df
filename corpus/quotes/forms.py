"""Name how two prints of the same token, or of the same space between tokens, differ."""

import re
from collections.abc import Iterator

from corpus.quotes.comparison import Weight
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import TokenKind
from corpus.text.fold import standard

Rule = tuple[str, Weight]
WHITE_SPACE: Rule = ("white space", "presentation")
LINE_WRAP: Rule = ("line wrap", "presentation")
TOKENISED: Rule = ("tokenised source", "presentation")
LOWER_CASED: Rule = ("lower-cased source", "presentation")
FIRST_CASE: Rule = ("first letter's case", "presentation")
MARKERS: Rule = ("markers", "presentation")
NOTE_MARK: Rule = ("note mark", "presentation")
FURNITURE: Rule = ("page furniture", "presentation")
EVERYWHERE = frozenset({WHITE_SPACE, LINE_WRAP, TOKENISED, LOWER_CASED})
"""Rules that are named once for a whole quotation."""

_BY_KIND: dict[TokenKind, Rule] = {
    "quote": ("quotation marks", "presentation"),
    "dash": ("dash", "presentation"),
    "sign": ("minus sign", "presentation"),
    "ellipsis": ("ellipsis", "presentation"),
    "number": ("digit groups", "presentation"),
    "symbol": ("symbol for word", "minor"),
}
_HYPHEN = re.compile(r"[-‐‑‒–—―−﹘﹣－]+\s*")
_HYPHEN_AT_LINE_END = re.compile(r"[-‐‑‒–—―−﹘﹣－]+[ \t]*\r?\n")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ‛′´`", "'"))
_ADDRESS = re.compile(r"\]\([^)\s]*\)")
_REMARK = re.compile(r"\s*[\[(](?!\d)[^\[\]()]*[\])]\s*")
_NOT_MARKS = re.compile(r"[\w\[\]]+")
_INVISIBLE = re.compile("[\xad\u200b-\u200f\u2060-\u206f\ufeff]")


def form_rules(
    kind: TokenKind, quoted: str, source: str, style: SourceStyle, *, is_first: bool
) -> Iterator[Rule]:
    """Yield the rules by which two prints of one token differ.

    Args:
        is_first: whether the token starts the quotation, or a part of it.
    """
    if quoted == source:
        return
    if kind in _BY_KIND:
        yield _BY_KIND[kind]
        return
    if _INVISIBLE.search(quoted + source):
        yield "invisible characters", "presentation"
    one, other = standard(quoted).text, standard(source).text
    if _INVISIBLE.sub("", quoted) != one or _INVISIBLE.sub("", source) != other:
        yield "letter forms", "presentation"
    if ("µ" in quoted) != ("µ" in source):
        yield "symbol for word", "minor"
    one_joined, other_joined = _HYPHEN.sub("", one), _HYPHEN.sub("", other)
    if len(one) - len(one_joined) != len(other) - len(other_joined):
        at_line_end = _HYPHEN_AT_LINE_END.search(one) or _HYPHEN_AT_LINE_END.search(other)
        yield ("line-end hyphen", "presentation") if at_line_end else ("hyphen", "minor")
    one, other = "".join(one_joined.split()), "".join(other_joined.split())
    if (one != one_joined) != (other != other_joined):
        yield TOKENISED if style.tokenised else WHITE_SPACE
    if one.translate(_APOSTROPHES).lower() != one.lower() or (
        other.translate(_APOSTROPHES).lower() != other.lower()
    ):
        yield _BY_KIND["quote"]
    yield from _case(one.translate(_APOSTROPHES), other.translate(_APOSTROPHES), style, is_first)


def _case(quoted: str, source: str, style: SourceStyle, is_first: bool) -> Iterator[Rule]:
    """Yield the rule of two words that differ in case; the false alarm is NATO and nato."""
    if quoted == source:
        return
    if style.lower_cased and source == source.lower():
        yield LOWER_CASED
    elif is_first and quoted[1:] == source[1:]:
        yield FIRST_CASE
    else:
        yield "case", "minor"


def space_rules(quoted: str, source: str, style: SourceStyle) -> Iterator[Rule]:
    """Yield the rules by which what stands between two tokens differs.

    Besides space it can be markers, the mark of a note, or a running head of the source.
    """
    if quoted == source:
        return
    if _INVISIBLE.search(quoted + source):
        yield "invisible characters", "presentation"
    one, other = (_INVISIBLE.sub("", _ADDRESS.sub("]", each)) for each in (quoted, source))
    one = _REMARK.sub(" ", one)
    for between in (one, other):
        if any(map(str.isalnum, between)):
            yield FURNITURE if between.count("\n") > 1 else NOTE_MARK
    one_marks, other_marks = ("".join(_NOT_MARKS.sub("", each).split()) for each in (one, other))
    if one_marks != other_marks or _ADDRESS.search(quoted + source):
        yield MARKERS
    elif "\n" in one + other and one != other:
        yield LINE_WRAP
    elif bool(one) != bool(other) and style.tokenised:
        yield TOKENISED
    elif one != other:
        yield WHITE_SPACE
