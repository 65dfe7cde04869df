"""Tell what a report is, in terms: its title, number, publisher, date, and the lines in front.

"Why did the airplane crash in Death Valley?" names a report by its place, which stands only in a
line such as "Location: Death Valley, CA" and in no sentence that answers. A generation stores the
terms: raise ``FORMAT_VERSION`` of the store when they change.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from corpus.dates import MONTHS, date_parts, is_date
from corpus.report import Passage, Report

_MOST_LINES, _MOST_CHARS = 40, 800
_PROSE_END = re.compile(r"[.!?][\"”’)\]]*\s*$")
_PROSE_WORDS = 3
"""Words in small letters that a sentence of running text has at least."""
_US_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_STATE = re.compile(r",\s+([A-Z]{2})\b")


def identity_text(report: Report) -> str:
    """Return what a report says of itself, and of its place and date in other words."""
    source = report.source
    front = _front_lines(report.passages)
    stated = [source.title, source.number, source.publisher, *front]
    dates = [
        source.date or "",
        *(
            f"{year}-{month:0>2}-{day:0>2}"
            for month, day, year in (found for line in front for found in _US_DATE.findall(line))
        ),
    ]
    states = (_states().get(found, "") for line in front for found in _STATE.findall(line))
    said = [*stated, *map(_in_words, dates), *states]
    return "\n".join(filter(None, said))


def _front_lines(passages: Sequence[Passage]) -> list[str]:
    """Return the title page: the passages before the first sentence of running text."""
    lines: list[str] = []
    for passage in passages[:_MOST_LINES]:
        quote = passage.quote
        if _is_prose(quote) or sum(map(len, lines)) + len(quote) > _MOST_CHARS:
            break
        lines.append(quote)
    return lines


def _is_prose(quote: str) -> bool:
    words = [word for word in quote.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    ends = _PROSE_END.search(quote) is not None
    return small >= _PROSE_WORDS and (ends or small > len(words) / 2)


@cache
def _states() -> dict[str, str]:
    lines = (Path(__file__).parent / "us_states.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", maxsplit=1) for line in lines if not line.startswith("#"))


def _in_words(date: str) -> str:
    """Return a date as "April 9, 2026" or "April 2026"; "" where it has no month."""
    if not is_date(date):
        return ""
    year, month, day = date_parts(date)
    if month is None:
        return ""
    return f"{MONTHS[month - 1]} {year}" if day is None else f"{MONTHS[month - 1]} {day}, {year}"
