"""Extract acronyms and their long forms from a report.

The method is that of Schwartz and Hearst (2003). It takes a short form in brackets. The
long form is the shortest sequence of words before it that starts with the first letter
and contains all letters in order.
"""

import re

_SHORT = re.compile(r"\(\s?((?:[A-Za-z]\.?){2,8})\s?\)")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_LONG_FORM_CHARS = 120
"""Number of characters before the bracket in which the long form is searched."""


def long_forms(text: str) -> dict[str, str]:
    """Return the long form of each acronym that the text defines; both are in lower case.

    Args:
        text: text of one report, in its original form or tokenised and lower-cased.
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LONG_FORM_CHARS) : match.start()].lower().rstrip()
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
    """Return whether words of the candidate start with these letters, in order."""
    rest = (match[0] for match in _WORD_START.finditer(candidate))
    return all(letter in rest for letter in letters)
