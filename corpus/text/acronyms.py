"""Harvest acronyms and the words they stand for from a report.

The method is Schwartz and Hearst's (2003): a short form in brackets, and before
it the shortest run of words that holds its letters in order and begins with the
first of them.
"""

import re

_SHORT = re.compile(r"\(\s?((?:[A-Za-z]\.?){2,8})\s?\)")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_LONGEST = 120
"""Characters before the bracket that are looked at."""


def long_forms(text: str) -> dict[str, str]:
    """Return the long form of each acronym that the text spells out, both lower-cased.

    Args:
        text: of one report, as written or tokenised and lower-cased.
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LONGEST) : match.start()].lower().rstrip()
        short = match[1].lower().replace(".", "")
        for letters in (short, short.removesuffix("s")):
            long = _long_form(letters, before)
            if long:
                found.setdefault(letters, " ".join(long.split()))
                break
    return found


def _long_form(letters: str, before: str) -> str | None:
    if len(letters) < 2:
        return None
    words = len(letters) + min(len(letters), 5)
    starts = [match.start() for match in _WORD_START.finditer(before)][-words:]
    for start in reversed(starts):
        candidate = before[start:]
        if candidate[0] == letters[0] and _initials(letters, candidate):
            return candidate
    return None


def _initials(letters: str, candidate: str) -> bool:
    """Tell whether the letters are, in order, first letters of words of the candidate."""
    rest = (match[0] for match in _WORD_START.finditer(candidate))
    return all(letter in rest for letter in letters)
