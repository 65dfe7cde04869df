"""Find sentences that Punkt splits by mistake: in brackets, after abbreviations, after markers."""

import re

from corpus.text.abbreviations import starters
from corpus.text.citations import goes_on, is_label
from corpus.text.layout import CLOSERS, OPENERS, SCRIPT_STOPS
from corpus.text.spans import Span

MARKER = r"\((?:[a-z]{1,2}|[ivxlc]{1,5}|[A-Z]{1,2}|[IVXLC]{1,5}|\d{1,3})\)"
"""A marker in brackets, such as "(a)", that starts a sentence or a part of one."""

_STARTS_WITH_MARKER = re.compile(rf"{MARKER}\s+[{re.escape(OPENERS)}]*[A-Z]")
_ENDS_ABBREVIATED = re.compile(r"(?:^|[\s(\[])((?:[^\W\d_]\.)+[^\W\d_]?)(\s?)\.$")
_SUFFIX = re.compile(r"(?:Inc|Corp|Ltd|LLC|Co|Bros|Jr|Sr|Esq)\b[.,]")  # "Yahoo! Inc."
_POSSESSIVE = re.compile(r"(?<![^\W_])[A-Z][a-z]{1,5}s\.['’]$")  # "Pls.' Ex. 12"


def belongs_together(text: str, left: Span, right: Span, cased: bool) -> bool:
    """Return whether Punkt split one sentence between these two spans."""
    before, after = text[left[0] : left[1]], text[right[0] : right[1]]
    bare = after.lstrip(OPENERS)
    first_word = bare.split(maxsplit=1)[0] if bare else ""
    # Straight quotation marks may open as well.
    if after[0] in CLOSERS.strip("\"'") + ",;:.&" or not any(map(str.isalnum, after)):
        return True
    if _SUFFIX.match(after):
        return True
    if _POSSESSIVE.search(before) and not re.search(r"‘|\s'", before):
        return True
    if goes_on(before, text[right[0] : right[0] + 80]) or is_label(before):
        return True
    ended = before.rstrip(CLOSERS).endswith(("?", "!", *SCRIPT_STOPS)) or before == "No."
    if len(before) < 6 and not ended:
        # "1.", "(a)." and "Fig. 3." belong to the text that follows.
        words = re.findall(r"\w+", before)
        return not any(len(word) > 2 and word.isalpha() for word in words)
    if _STARTS_WITH_MARKER.match(after):
        return False
    if cased and first_word[:1].islower() and first_word.islower():
        return True
    if before.count("(") > before.count(")") and ")" in after and not before.startswith("("):
        return True
    return broken_by_mistake(text, left, right, cased)


def broken_by_mistake(text: str, left: Span, right: Span, cased: bool) -> bool:
    """Return whether the source broke a sentence after an abbreviation ("by the u.s .")."""
    if re.search(r"\n\s*\n\s*\n|\f", text[left[1] : right[0]]):
        return False
    match = _ENDS_ABBREVIATED.search(text[max(left[0], left[1] - 40) : left[1]])
    if not match:
        return False
    following = text[right[0] : right[1]]
    word = following.split(maxsplit=1)[0].lower()
    tokenised = match[2] != ""
    if word in starters() or not following[0].isalnum() or following[0].isupper():
        return False
    return tokenised or (cased and following[0].islower())
