"""Read the figures of a text: its numbers with unit, range and rounding words, years and dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from index.words.figure import Approximate, Figure, Kind, tolerance
from index.words.numerals import SCALES, Numeral, has_number, numerals
from index.words.times import dates, is_of_something, years
from index.words.units import currency_before, rate_after, unit_after

_LABELS = (
    r"sections?|sec\.|§+|articles?|art\.|tables?|figures?|fig\.|chapters?|titles?|parts?|pages?|pp?\."
    r"|nos?\.|numbers?|notes?|footnotes?|appendix|annex|exhibits?|items?|rules?|routes?|interstate"
    r"|p\.\s?l\.|public law|h\.\s?r\.|(?:res|resolution)\.?|types?|phases?|levels?|tiers?"
    r"|category|class|grades?|version|steps?|questions?|paragraphs?|paras?\.|volumes?|vol\.|lines?"
    r"|order|directive|form|docket|flight|room|box|per|#"
)
_LABELLED = re.compile(rf"(?:^|[^\w.])(?:{_LABELS})\s?(?:\d+[-–])?\Z", re.IGNORECASE)
_ONE = re.compile(
    r"\s(?:of|another|such|who|that|which|can|could|may|might|must|is|was|has|would|should|will)\b"
    r"|\s?[.,;:)]|-(?!\w)|\Z",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(
    r"\b(?:no|any|every|each|this|that|the|some|which|as|only)\s\Z", re.IGNORECASE
)
_OVER = (
    r"(?:no|not) (?:fewer|less) than|more than|over|at least|above|in excess of|exceed(?:s|ed|ing)?"
    r"|upwards? of|greater than|as (?:few|little|low) as|a minimum of"
)
_UNDER = (
    r"(?:no|not) (?:more|greater) than|(?:less|fewer|lower) than|under|below|up to|at most"
    r"|as (?:many|much|high) as|a maximum of"
)
_ROUNDLY = (
    r"about|around|approximately|approx\.|roughly|some|nearly|almost|estimated(?: at)?|circa|ca\."
    r"|close to|on the order of"
)
_BEFORE = re.compile(
    rf"(?:(?P<over>\b(?:{_OVER})|[>≥])|(?P<under>\b(?:{_UNDER})|[<≤])"
    rf"|(?P<about>\b(?:{_ROUNDLY})|[~≈]))\s?(?:the\s|an?\s|another\s)?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?P<over>\+|\splus\b|\sor (?:more|greater|higher|over|older)\b)"
    r"|(?P<under>\sor (?:less|fewer|lower|under|younger)\b)|(?P<about>\sor so\b)",
    re.IGNORECASE,
)
_LONGEST_BEFORE = 24
_RANGE = re.compile(r"\s?[-–]\s?|\s(?:to|through)\s", re.IGNORECASE)
_LIST = re.compile(r"\s?,\s|\s?,?\s(?:and|or)\s", re.IGNORECASE)
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom\s(?:(?:{_ROUNDLY})\s)?\Z", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s(?:(?:{_ROUNDLY})\s)?\Z", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?<![^\s(])[-−]\Z")
_NEGATIVE_CELL = re.compile(r"\s*\([\s$€£]*[\d.,]+\s?%?\)\s*")
_GLUED_SCALE = re.compile(r"\s?([mbk])\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\s?(?:st|nd|rd|th)\b", re.IGNORECASE)


class _Number(NamedTuple):
    """A number with what stands beside it.

    Attributes:
        start: where its sign or currency begins.
        end: where its unit ends.
    """

    numeral: Numeral
    kind: Kind
    unit: str
    factor: Decimal
    start: int
    end: int


@lru_cache(maxsize=512)  # sentences of an answer, and of the questions after it
def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text, in order; labels, as in "Section 5", are left out."""
    if not has_number(text):
        return ()
    times = list(dates(text))
    for year in years(text):
        if _is_free(year, times) and not _is_count(text, year) and not _is_label(text, year.start):
            times.append(year)
    numbers = [
        number
        for one in numerals(text)
        if _is_free(one, times) and (number := _number(text, one)) is not None
    ]
    found = [_figure(text, number) for number in _with_shared_units(text, numbers)]
    return tuple(sorted([*times, *_joined(text, found)], key=lambda one: one.start))


def _is_free(one: Figure | Numeral, others: Iterable[Figure]) -> bool:
    return not any(one.start < other.end and other.start < one.end for other in others)


def _is_label(text: str, start: int) -> bool:
    return _LABELLED.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _is_count(text: str, year: Figure) -> bool:
    """Return whether what looks like a year has a unit, or is rounded and counts something."""
    unit = unit_after(text, year.end) if year.low == year.high else None
    if unit and unit[0].name != "second":
        return True
    return is_of_something(text, year) and _approximate(text, year.start, year.end) is not None


def _number(text: str, one: Numeral) -> _Number | None:
    """Return a number with its currency and unit; None for what counts nothing."""
    kind: Kind = "count"
    name, factor, start = "", Decimal(1), one.start
    if money := currency_before(text, one.start):
        kind, (name, start) = "money", money
        if glued := _GLUED_SCALE.match(text, one.end):
            one = one.times(SCALES[glued[1].lower()], glued.end())
    unit, end = unit_after(text, one.end) or (None, one.end)
    if unit and not money:
        kind, name, factor = unit.kind, unit.name, Decimal(unit.factor)
    elif unit and unit.kind != "money":  # but "$5 million dollars"
        end = one.end
    if kind == "count" and _counts_nothing(text, one):
        return None
    rate, end = rate_after(text, end)
    return _Number(one, kind, name + rate, factor, start, end)


def _figure(text: str, number: _Number) -> Figure:
    one, start = number.numeral, number.start
    value = one.value * number.factor
    if _NEGATIVE.search(text, 0, start):
        value, start = -value, start - 1
    elif _NEGATIVE_CELL.fullmatch(text):
        value = -value
    rounded = _approximate(text, start, number.end)
    whole = number.factor if one.whole else Decimal(0)
    spread = tolerance(value, one.step * number.factor, rounded, whole)
    return Figure(value, value, number.kind, number.unit, rounded, spread, start, number.end)


def _counts_nothing(text: str, one: Numeral) -> bool:
    """Return whether a number without a unit is an ordinal, a label, or "one" of something."""
    if text[one.start : one.end].lower() == "one":
        before = _NOT_ONE.search(text, max(0, one.start - _LONGEST_BEFORE), one.start)
        return before is not None or _ONE.match(text, one.end) is not None
    glued = text[one.end : one.end + 1]
    return glued.isalnum() or bool(_ORDINAL.match(text, one.end)) or _is_label(text, one.start)


def with_rounding(text: str, figure: Figure) -> tuple[int, int]:
    """Return the span of a figure with the word beside it that says how it is rounded."""
    if before := _BEFORE.search(text, max(0, figure.start - _LONGEST_BEFORE), figure.start):
        return before.start(), figure.end
    after = _AFTER.match(text, figure.end)
    return figure.start, after.end() if after else figure.end


def _approximate(text: str, start: int, end: int) -> Approximate | None:
    """Return what the words beside a figure say of its rounding."""
    match = _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start) or _AFTER.match(text, end)
    if match is None:
        return None
    return "over" if match["over"] else "under" if match["under"] else "about"


def _joined(text: str, numbers: Iterable[Figure]) -> Iterator[Figure]:
    """Yield the figures, those that are the ends of a range as one."""
    left: Figure | None = None
    for right in numbers:
        if left and (both := _range(text, left, right)):
            left = both
            continue
        if left:
            yield left
        left = right
    if left:
        yield left


def _with_shared_units(text: str, numbers: Sequence[_Number]) -> list[_Number]:
    """Return numbers of a list or range with the unit, scale or currency that another one has."""
    found = list(numbers)
    for at in reversed(range(len(found) - 1)):
        left, right = found[at], found[at + 1]
        between = text[left.end : right.start]
        is_range = _RANGE.fullmatch(between) is not None
        if not is_range and not _LIST.fullmatch(between):
            continue
        own, scale = left.numeral, right.numeral.scale
        is_between = _BETWEEN.search(text, max(0, left.start - _LONGEST_BEFORE), left.start)
        if (is_range or is_between) and own.scale == 1 and own.value * scale < right.numeral.value:
            left = left._replace(numeral=own.times(scale, own.end) if scale > 1 else own)
        if left.kind == "count" and right.kind != "count":
            left = left._replace(kind=right.kind, unit=right.unit, factor=right.factor)
        elif is_range and left.kind == "money" and right.kind == "count":
            found[at + 1] = right._replace(kind="money", unit=left.unit)
        found[at] = left
    return found


def _range(text: str, left: Figure, right: Figure) -> Figure | None:
    """Return the range that two numbers are the ends of, or None."""
    before = max(0, left.start - _LONGEST_BEFORE), left.start
    between = text[left.end : right.start]
    is_change = between.strip().isalpha() and _FROM.search(text, *before)
    is_range = _RANGE.fullmatch(between) and not is_change
    if not is_range and not (_AND.fullmatch(between) and _BETWEEN.search(text, *before)):
        return None
    if (left.kind, left.unit) != (right.kind, right.unit) or left.high >= right.low:
        return None
    return replace(
        left, high=right.high, tolerance=max(left.tolerance, right.tolerance), end=right.end
    )
