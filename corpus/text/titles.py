"""Set titles that are printed in capitals as citations write them."""

import re
from collections.abc import Callable

_ACRONYM = re.compile(
    r"CBO|CDC|CIA|COVID|CRS|DHS|DOD|DOE|DOJ|DOT|EPA|EU|FAA|FBI|FCC|FDA|FEMA|FTC|GAO|GDP|GPRA|GSA"
    r"|HHS|HIV|HUD|IMF|IRS|NASA|NATO|NIH|NOAA|NTSB|OECD|OMB|OSHA|SEC|SSA|TSA|UK|UN|UNESCO|UNICEF"
    r"|US|USA|USAID|USDA|WTO"
    r"|[IVX]{2,}"  # Roman numerals
    r"|.*\d.*|.+\..+"  # E15, U.S.
    r"|[B-DF-HJ-NP-TV-XZ]{2,}\.?"  # no vowel
)
_SMALL = re.compile(
    r"an?|and|as|at|but|by|for|from|if|in|into|nor|off?|onto?|or|over|per|so|than|the|to|up|upon"
    r"|via|vs|with|yet"
)
"""Words of at most four letters that titles do not capitalise, and "upon"."""
_LONGEST_ACRONYM = 6
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*\.?")


def in_title_case(title: str) -> str:
    """Return a title with its parts in capitals set in title case; other parts as printed.

    Colons divide the parts: "MANAGING FOR RESULTS: Enhancing Use" has one in capitals.
    """
    return _each_part(title, _title_case)


def in_sentence_case(title: str) -> str:
    """Return a title in sentence case if all of it is in capitals, else as ``in_title_case``.

    The names in a title in capitals cannot be known, so only acronyms keep their capitals. Where a
    part shows how the others are written, they are written alike.
    """
    parts = title.split(": ")
    if all(map(_is_in_capitals, parts)):
        return _each_part(title, _sentence_case)
    return in_title_case(title)


def _each_part(title: str, change: Callable[[str], str]) -> str:
    return ": ".join(change(part) if _is_in_capitals(part) else part for part in title.split(": "))


def _is_in_capitals(part: str) -> bool:
    """Return whether a part is printed in capitals, and is not just an acronym."""
    words = [word for word in _WORD.findall(part) if any(map(str.isalpha, word))]
    changed = [word for word in words if not _ACRONYM.fullmatch(word)]
    return part.isupper() and bool(changed) and (
        len(words) > 1 or len(words[0]) > _LONGEST_ACRONYM
    )  # fmt: skip


def _title_case(part: str) -> str:
    found = list(_WORD.finditer(part))
    ends = {found[0].start(), found[-1].start()} if found else set()

    def set_word(match: re.Match[str]) -> str:
        word = match[0]
        if _ACRONYM.fullmatch(word):
            return word
        small = bool(_SMALL.fullmatch(word.lower())) and match.start() not in ends
        return word.lower() if small else word.capitalize()

    return _WORD.sub(set_word, part)


def _sentence_case(part: str) -> str:
    first = True

    def set_word(match: re.Match[str]) -> str:
        nonlocal first
        word, begins = match[0], first
        first = False
        if _ACRONYM.fullmatch(word):
            return word
        return word.capitalize() if begins else word.lower()

    return _WORD.sub(set_word, part)
