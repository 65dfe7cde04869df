"""Find sentence ends that Punkt does not see: other scripts, labels, units, markers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.abbreviations import labels, starters
from corpus.text.layout import CLOSERS, OPENERS, SCRIPT_STOPS, is_cased
from corpus.text.lexicon import lexicon
from corpus.text.lost_spaces import breaks_without_space, names_with_stops
from corpus.text.rejoin import MARKER

_CLOSERS, _OPENERS = re.escape(CLOSERS), re.escape(OPENERS)
# A Japanese quotation goes on with "と"; a stop between digits is a decimal point.
_SCRIPT = re.compile(rf"[{SCRIPT_STOPS}]+[{_CLOSERS}]*(?!\s*[と、，]|(?<=[．۔])\d)")
_MARKED = re.compile(rf"[.?!…][{_CLOSERS}]*\s+(?={MARKER}\s+[{_OPENERS}]*[A-Z])")
_CAPITAL = re.compile(
    rf"(?<![^\W_])([^\W_]{{1,30}}\.?)[{_CLOSERS}]?\s+([A-Za-z])\.[{_CLOSERS}]*\s+(?=[{_OPENERS}]*([A-Z]\w*))"
)
_UNIT = re.compile(
    rf"\d\s?(?:hrs?|mins?|secs?|yrs?|mos|ft|in|lbs?|oz|gal|kg|mg|km|cm|mm|mi|mL)\.[{_CLOSERS}]*\s+"
    rf"(?=[{_OPENERS}]*[A-Z])"
)
# "8 a.m. Staff arrived", but not "8 a.m. Eastern time" or "8 a.m. EST".
_CLOCK = re.compile(
    r"\b[ap]\.\s?m\.\s+(?!(?:Eastern|Central|Mountain|Pacific|Atlantic|Alaska|Hawaii|Greenwich|Universal"
    r"|Zulu|Standard|Daylight|Local|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep"
    r"|Oct|Nov|Dec)[a-z]*)\b|[A-Z]{2,4}\b)(?=[A-Z])"
)
_NUMBERED = re.compile(rf"[.?!…][{_CLOSERS}]*\s+(?=\[(\d{{1,3}})\]\s+[{_OPENERS}]*[A-Z])")
_STARTS_NUMBERED = re.compile(r"\[(\d{1,3})\]\s")
_LABELLED = re.compile(r"(?<![^\W_])([^\W\d_]{2,20})\s[B-HJ-Z](?=\s[a-z]|\))")


@dataclass(frozen=True, slots=True)
class Usage:
    """How a report writes.

    Attributes:
        cased: whether capital letters carry meaning.
        names: words with a stop inside that it repeats, such as "System.Text".
        labels: words before single capitals, as in "tranche B is", besides those of the list.
    """

    cased: bool
    names: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


def usage_of(text: str) -> Usage:
    """Return how a report writes, from its whole text."""
    if not is_cased(text):
        return Usage(cased=False)
    labelled = (match[1].lower() for match in _LABELLED.finditer(text))
    return Usage(True, names_with_stops(text), labels().union(labelled))


def missed_breaks(content: str, usage: Usage) -> list[int]:
    """Return where more sentences of a block begin, in order.

    Args:
        content: the text of the block.
        usage: of the report.
    """
    found = {match.end() for match in _SCRIPT.finditer(content)}
    if usage.cased:
        for pattern in (_MARKED, _CLOCK, _UNIT):
            found.update(match.end() for match in pattern.finditer(content))
        found.update(match.end() for match in _CAPITAL.finditer(content) if _ends(match, usage))
        found.update(breaks_without_space(content, usage.names))
        found.update(_numbered(content))
    return sorted(found - {len(content)})


def _ends(match: re.Match[str], usage: Usage) -> bool:
    """Return whether a letter between two words ends a sentence, as in "plan B" and "5 h"."""
    before, letter, following = match.groups()
    word = before.rstrip(".").lower()
    named = before[0].isupper() and before.isalpha() and word in lexicon().given  # "Gene A. Budig"
    if word in usage.labels and not named:
        return True
    unit = letter.islower() and before.isdigit()
    return unit or (before[-1] != "." and following.lower() in starters())


def _numbered(content: str) -> Iterator[int]:
    """Yield where the numbers "[2]", "[3]" start sentences of a block that starts with "[1]"."""
    first = _STARTS_NUMBERED.match(content)
    if first is None:
        return
    number = int(first[1])
    for match in _NUMBERED.finditer(content):
        if int(match[1]) == number + 1:
            number += 1
            yield match.end()
