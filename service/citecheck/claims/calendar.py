"""Read dates: years, fiscal years, ranges of years, decades, months and days."""

import re
from collections.abc import Iterator, Sequence

from corpus.report import Span
from service.citecheck.claims.values import Day, Kind, Specific

_MONTHS = "january february march april may june july august september october november december"
_NUMBERS = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
_SHORT = {"sept": 9} | {name[:3]: number for name, number in _NUMBERS.items()}
_MONTH = (
    rf"(?:{'|'.join(name.title() for name in _NUMBERS)}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_LOWER = rf"(?:{'|'.join(name for name in _NUMBERS if name not in ('may', 'march'))})"
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"\s?(?:-|–|—|\bto\b|\bthrough\b|\band\b|\buntil\b)\s?"
_FISCAL = (
    r"(?:FY\s?|\b(?:federal\s)?fiscal\s(?:years?\s)?|\bSY\s?|\bschool\syears?\s|\bcrop\syears?\s)"
)
_DATE = re.compile(
    rf"(?P<m1>\b{_MONTH}|\b{_LOWER})\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<y1>{_YEAR}))?(?![\d,%]\d)"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{_MONTH}|{_LOWER})\b(?:,?\s(?P<y2>{_YEAR}))?"
    rf"|(?P<m3>\b{_MONTH}|\b{_LOWER})(?:\sof|,)?\s(?P<y3>{_YEAR})(?!\d)"
    rf"|(?P<m4>\b{_MONTH}(?<!May)(?<!Mar)(?<!March)(?![\w.])|\b{_LOWER}\b|\b(?:March|May)\b(?=\s\d{{4}}|,))"
    r"|\b(?P<dd>\d{1,2})/(?P<dm>\d{1,2})/(?P<dy>\d{4})\b"
)
_YEARS = re.compile(
    rf"(?P<fy>{_FISCAL})?(?<![\d,.$€£/-])(?<!P\.L\. )(?<!No\. )(?P<a>{_YEAR})"
    rf"(?:(?P<s>s)\b|{_TO}(?:FY\s?|fiscal\s(?:year\s)?)?(?P<b>{_YEAR})|(?P<dash>[-–/])(?P<c>\d\d)(?!\d))?(?![\d%]|[.,]\d|-\d)",
    re.IGNORECASE,
)
_SHORT_FISCAL = re.compile(r"\bFY\s?’?'?(?P<a>\d\d)\b(?!\d)")
_MONEY_AFTER = re.compile(r"\s(?:million|billion|percent|dollars|people|U\.S\. troops)\b")


def dates(text: str) -> Iterator[Specific]:
    """Yield the dates of a text."""
    taken = []
    for match in _DATE.finditer(text):
        day = _day(match)
        if day:
            taken.append(match.span())
            yield _date(text, match.span(), day, day, fiscal=False)
    yield from _years(text, taken)
    for match in _SHORT_FISCAL.finditer(text):
        year = Day(2000 + int(match["a"]))
        yield _date(text, match.span(), year, year, fiscal=True)


def _years(text: str, taken: Sequence[Span]) -> Iterator[Specific]:
    for match in _YEARS.finditer(text):
        start, end = match.span()
        in_date = any(start < last and first < end for first, last in taken)
        if in_date or (not match["fy"] and _MONEY_AFTER.match(text, end)):
            continue
        first = last = int(match["a"])
        if match["s"]:
            last = first + (99 if first % 100 == 0 and first < 2000 else 9)
        elif match["b"]:
            last = int(match["b"])
        elif match["c"]:
            last = first // 100 * 100 + int(match["c"])
        if first <= last:
            span, fiscal = (start, end), bool(match["fy"])
            yield _date(text, span, Day(first), Day(last), fiscal=fiscal)


def _date(text: str, span: tuple[int, int], first: Day, last: Day, *, fiscal: bool) -> Specific:
    start, end = span
    return Specific(Kind.DATE, start, end, text[start:end], first=first, last=last, fiscal=fiscal)


def _day(match: re.Match[str]) -> Day | None:
    if match["dm"]:
        return Day(int(match["dy"]), int(match["dd"]), int(match["dm"]))
    name = next(match[key] for key in ("m1", "m2", "m3", "m4") if match[key])
    low = name.lower().rstrip(".")
    month = _NUMBERS.get(low) or _SHORT.get(low[:4]) or _SHORT.get(low[:3])
    if not month:
        return None
    year = match["y1"] or match["y2"] or match["y3"] or "0"
    day = int(match["d1"] or match["d2"] or 0)
    return Day(int(year), month, day) if day <= 31 else None
