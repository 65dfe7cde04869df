"""Name how two prints of the same token, or of the same space between tokens, differ."""

import re
from collections.abc import Iterator

from corpus.quotes.comparison import Weight
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import TokenKind
from corpus.text.fold import SOFT_HYPHEN, standard

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
_HYPHEN_AT_LINE_END = re.compile(r"[-‐‑‒–—―−﹘﹣－]+[ \t]*\r?\n\s*(?=(.))")
_APOSTROPHE = re.compile("['’‘ʼ‛′´`]")
_ADDRESS = re.compile(r"\]\([^)\s]*\)")
_REMARK = re.compile(r"\s*[\[(](?!\d)[^\[\]()]*[\])]\s*")
_EMPHASIS = re.compile(r"[*_~]+")
_BELOW_HEAD = re.compile(r"\n(?:[^\n]*(?<![-‐‑‒–—―−﹘﹣－\xad])\n)+\s*")
"""The lines of a running head inside a word; the false alarm is a word over three lines."""
_NOTE = re.compile(r"\[?[\d¹²³⁰⁴-⁹]+\]?")
_MARKS = re.compile(r"\S")
_INVISIBLE = re.compile(SOFT_HYPHEN.pattern + "|[\u200b-\u200f\u2060-\u206f\ufeff]")


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
    if _BELOW_HEAD.search(source):  # a word that goes on below a running head
        yield FURNITURE
    if _INVISIBLE.search(quoted + source):
        yield "invisible characters", "presentation"
    if _EMPHASIS.search(quoted + source):  # "*Japan*" before an apostrophe
        yield MARKERS
    one, other = (_EMPHASIS.sub("", _BELOW_HEAD.sub("\n", each)) for each in (quoted, source))
    yield from _word_rules(one, other, style, is_first)


def _word_rules(quoted: str, source: str, style: SourceStyle, is_first: bool) -> Iterator[Rule]:
    one, other = standard(quoted).text, standard(source).text
    seen = (_INVISIBLE.sub("", each).replace("µ", "μ") for each in (quoted, source))
    if tuple(seen) != (one, other):
        yield "letter forms", "presentation"
    if ("µ" in quoted) != ("µ" in source):
        yield "symbol for word", "minor"
    one_joined, other_joined = _HYPHEN.sub("", one), _HYPHEN.sub("", other)
    both = _HYPHEN_AT_LINE_END.search(one) and _HYPHEN_AT_LINE_END.search(other)
    moved = both and one.split("\n")[0] != other.split("\n")[0]
    if moved or len(one) - len(one_joined) != len(other) - len(other_joined):
        at_line_end = _HYPHEN_AT_LINE_END.search(one) or _HYPHEN_AT_LINE_END.search(other)
        wrapped = at_line_end is not None and at_line_end[1].islower()
        yield ("line-end hyphen", "presentation") if wrapped else ("hyphen", "minor")
    one, other = "".join(one_joined.split()), "".join(other_joined.split())
    if (one != one_joined) != (other != other_joined):
        yield TOKENISED if style.tokenised else WHITE_SPACE
    if _APOSTROPHE.findall(one) != _APOSTROPHE.findall(other):
        yield _BY_KIND["quote"]
    one, other = _APOSTROPHE.sub("'", one), _APOSTROPHE.sub("'", other)
    yield from _case(one, other, style, is_first)


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
    one, other = (_INVISIBLE.sub("", each) for each in (_REMARK.sub(" ", quoted), source))
    if other.count("\n") > 1 and any(map(str.isalnum, other)):
        yield FURNITURE
        other = "\n"
    elif _NOTE.search(_ADDRESS.sub("", one + other)):
        yield NOTE_MARK
    one, other = (_NOTE.sub("", _ADDRESS.sub("*", each)) for each in (one, other))
    marked = "".join(one.split()) != "".join(other.split())
    one, other = (_MARKS.sub("", each) for each in (one, other))
    if marked:
        yield MARKERS
    if "\n" in one + other and one != other:
        yield LINE_WRAP
    elif bool(one) != bool(other) and style.tokenised:
        yield TOKENISED
    elif one != other:
        yield WHITE_SPACE
