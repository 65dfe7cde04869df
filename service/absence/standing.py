"""Decide whether a phrase stands at a place of a report that has its letters."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.quotes.compare import compare
from corpus.quotes.comparison import Difference
from corpus.quotes.joins import joined
from corpus.quotes.near import SYMBOLS, common
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import Tokens, tokens
from corpus.report import Span
from service.citecheck.quotations.verdicts import RIGHT

_CHARACTER = re.compile(r"[^\W_⁰¹²³⁴-⁹]")
_OWNER = re.compile(r"['’‘ʼ‛′´`][sS](?![^\W_])")
_ELISION = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu)['’‘ʼ‛′´`]\Z", re.IGNORECASE)
_GROUPED = re.compile(r"\d[.,·\u00a0\u2007\u2009\u202f]\d")
_LONGEST_ELISION = 4
_UNSEEN = re.compile("(?:\u00ad[ \\t]*\\n[ \\t]*|[\u00ad\u200b-\u200d\u2060\ufeff])*")
_UNSEEN_BEFORE = re.compile(rf"{_UNSEEN.pattern}\Z")
_LONGEST_UNSEEN = 40
_WITHOUT_SPACES = (
    *("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "IDEOGRAPHIC", "HANGUL", "BOPOMOFO"),
    *("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"),
)
"""Scripts whose words stand without spaces between them, or with endings joined to them."""
_SIGNS = ("sign", "symbol", "minus sign")
_INSIDE = "inside a word"
_OTHER_FORM = "accent, abbreviation, symbol or hyphen"
_LETTERED = ("word", "number", "symbol")

Kind = Literal["stands", "alike"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A place that has all letters of a form of a phrase.

    Attributes:
        form: number of the form.
        kind: "stands" where the place has its words; "alike" where it has the letters in other
            words, such as "start" for "art".
        differences: names of the typographic rules by which form and place differ.
    """

    form: int
    report: str
    start: int
    end: int
    kind: Kind
    differences: tuple[str, ...] = ()


def is_cut(text: str, start: int, end: int) -> bool:
    """Tell whether letters start or end inside a word, in a script that parts its words."""
    return _is_inside(text, start) or _is_inside(text, end)


def stands(
    form: str, text: str, span: Span, style: SourceStyle, words: str
) -> tuple[Span, tuple[str, ...]] | None:
    """Return where a place has the words of a form, and how its print differs; None if it has not.

    A certificate may not deny words that a reader sees. So differences that a quotation may not
    have, such as a hyphen, an accent, a sign before a number or a possessive "'s", do not make
    the words absent.

    Args:
        words: the place without running heads and note marks.
    """
    for one in _with_ends(form, text, span):
        found = compare(one, text, span, style)
        tolerated = [_is_tolerated(one, text, each) for each in found.differences]
        if (tolerated and all(tolerated)) or found.verdict in RIGHT:
            rules = dict.fromkeys(difference.rule for difference in found.differences)
            return (found.start, found.end), tuple(rules)
    # The comparison of quotations needs an equal word to find the place; here the place is known.
    if not _is_cut_number(text, span) and _same_words(form, words, style):
        return span, (_OTHER_FORM,)
    return None


def _with_ends(form: str, text: str, span: Span) -> list[str]:
    """Return a form, also with the possessive ending and the elision that the place adds."""
    start, end = span
    owner = _OWNER.match(text, end)
    before = _ELISION.search(text, max(0, start - _LONGEST_ELISION), start)
    head, tail = before[0] if before else "", owner[0] if owner else ""
    return list(dict.fromkeys((form, form + tail, head + form, head + form + tail)))


def _is_cut_number(text: str, span: Span) -> bool:
    """Tell whether a place starts or ends inside a number, as "50" in "50,000" does."""
    start, end = span
    return bool(_GROUPED.match(text, end - 1) or _GROUPED.match(text, max(0, start - 2)))


def _same_words(form: str, words: str, style: SourceStyle) -> bool:
    """Tell whether words are those of a form but for accents, points, signs and hyphens."""
    texts = (tokens(each, dot_groups=style.dot_groups) for each in (form, words))
    one, other = joined(*texts)
    return _bare(one) == _bare(other) or _bare(one, hyphens=True) == _bare(other, hyphens=True)


def _bare(found: Tokens, *, hyphens: bool = False) -> list[str]:
    """Return what the forms of each word, number and symbol have in common.

    Args:
        hyphens: join the words on both sides of a hyphen.
    """
    bare: list[str] = []
    joins = False
    for key, kind in zip(found.keys, found.kinds, strict=True):
        if kind in _LETTERED or key in SYMBOLS:
            if joins and kind == "word":
                bare[-1] += common(key)
            else:
                bare.append(common(key))
            joins = False
        elif kind == "dash":
            joins = hyphens and bool(bare) and not bare[-1][-1].isdigit()
    return bare


def _is_tolerated(form: str, text: str, one: Difference) -> bool:
    if one.rule in _SIGNS:
        # "%" and "&" are words: "5%" does not stand in "5 dollars", nor "A B" in "A & B".
        sign, printed = form[slice(*one.quoted)], text[slice(*one.source)]
        return sign not in SYMBOLS and printed != "&"
    at_edge = one.quoted[0] == one.quoted[1]
    return one.weight != "altered" or (one.rule == _INSIDE and at_edge)


def _is_inside(text: str, at: int) -> bool:
    """Tell whether a place is inside a word; what readers do not see does not end one."""
    before = _UNSEEN_BEFORE.search(text, max(0, at - _LONGEST_UNSEEN), at)
    first = before.start() if before else at
    unseen = _UNSEEN.match(text, first)  # the place may be between a soft hyphen and its line end
    last = max(at, unseen.end() if unseen else at)
    if not (first > 0 and last < len(text)):
        return False
    one, other = text[first - 1], text[last]
    if not (_CHARACTER.match(one) and _CHARACTER.match(other)):
        return False
    return not (_joins_words(one) or _joins_words(other))


@lru_cache(maxsize=10_000)
def _joins_words(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_WITHOUT_SPACES)
