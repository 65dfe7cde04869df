"""Read the dates and years of a text as figures."""

import re
from collections.abc import Iterator
from decimal import Decimal

from corpus.dates import MONTHS
from index.words.figure import Figure, Kind

_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
# "may 20" and "march 20" need a year or a capital.
_PLAIN_MONTH = rf"(?:(?-i:May|MAY|March|MARCH)|(?!may|march){_MONTH})"
_DATE = re.compile(
    rf"(?<![\w-])(?:(?P<iso>\d{{4}}-\d\d-\d\d)(?![\d-])"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s(?:(?P<m1>{_MONTH})\s?,?\s(?P<y1>{_YEAR})"
    rf"|(?P<m4>{_PLAIN_MONTH}))"
    rf"|(?P<m2>{_MONTH})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s(?P<y2>{_YEAR})"
    rf"|(?P<m3>{_MONTH})\s?,?\s(?:of\s)?(?P<y3>{_YEAR})"
    rf"|(?P<m5>{_PLAIN_MONTH})\s(?P<d5>\d{{1,2}}))(?:st|nd|rd|th)?(?!\w|[,.]\d|\s?%)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"(?<![\d,.$€£¥/])(?P<fiscal>(?:\bfiscal\s(?:years?\s)?|\bFY\s?))?(?<!\d[-–])(?<!\w)"
    rf"(?P<first>{_YEAR})"
    rf"(?:\s?(?:-|–|to|through)\s?(?P<last>{_YEAR}|\d\d))?(?!\w|\s?%|[,.]\d|[-–/]\d)",
    re.IGNORECASE,
)
_FISCAL_YEARS = re.compile(rf"\bFY\s?'?(?P<first>{_YEAR})(?!\w|[,.]\d)", re.IGNORECASE)
_OF_SOMETHING = re.compile(r"\s[a-z]+s\b|\s(?:m|b|tr)illion\b")


def dates(text: str) -> Iterator[Figure]:
    """Yield the days and months of a text, in order."""
    months = [month.lower()[:3] for month in MONTHS]
    for match in _DATE.finditer(text):
        found = {name[0]: part for name, part in match.groupdict().items() if part}
        if iso := found.get("i"):
            yield _figure(match.span(), int(iso.replace("-", "")), "day")
            continue
        value = int(found.get("y", 0)) * 100 + months.index(found["m"].lower()[:3]) + 1
        if "d" not in found:
            yield _figure(match.span(), value, "month")
        else:
            unit = "day" if "y" in found else "month day"
            yield _figure(match.span(), value * 100 + int(found["d"]), unit)


def years(text: str) -> Iterator[Figure]:
    """Yield the years of a text, in order, and stretches of years."""
    for pattern in (_YEARS, _FISCAL_YEARS):
        for match in pattern.finditer(text):
            found = match.groupdict()
            first, last = found["first"], found.get("last") or found["first"]
            last = first[: 4 - len(last)] + last
            if first <= last:
                unit = "fiscal" if found.get("fiscal", "FY") else ""
                yield _figure(match.span(), int(first), unit, int(last))


def is_of_something(text: str, year: Figure) -> bool:
    """Return whether what looks like a year is followed by what it may count: "2000 ships"."""
    alone = year.end - year.start == 4
    return alone and _OF_SOMETHING.match(text, year.end) is not None


def _figure(span: tuple[int, int], value: int, unit: str, last: int | None = None) -> Figure:
    kind: Kind = "date" if unit in ("day", "month", "month day") else "year"
    high = Decimal(value if last is None else last)
    return Figure(Decimal(value), high, kind, unit, None, Decimal(0), *span)
