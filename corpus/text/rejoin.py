"""Find sentences that Punkt splits by mistake: in brackets, after abbreviations, after markers."""

import re

from corpus.text.abbreviations import abbreviations, identifier, is_abbreviation, labels, starters
from corpus.text.layout import CLOSERS, OPENERS, SCRIPT_STOPS
from corpus.text.lexicon import lexicon
from corpus.text.spans import Span

MARKER = r"\((?:[a-z]{1,2}|[ivxlc]{1,5}|[A-Z]{1,2}|[IVXLC]{1,5}|\d{1,3})\)"
"""A marker in brackets, such as "(a)", that starts a sentence or a part of one."""

_STARTS_WITH_MARKER = re.compile(rf"{MARKER}\s+[{re.escape(OPENERS)}]*[A-Z]")
_ENDS_ABBREVIATED = re.compile(r"(?:^|[\s(\[])((?:[^\W\d_]\.)+[^\W\d_]?)(\s?)\.$")
_BRACKETED_LETTERS = re.compile(r"\((?:[A-Z]\.)+\)$")  # "(E.O.) 14156"
_LAST_WORDS = re.compile(r"(?:(?:^|[\s(\[])([^\W\d_]+\.)\s+)?(?:^|(?<=[\s(\[“\"]))([^\W\d_]+)\.$")
# "§ 12", "Code Regs. tit. 14", "Health & Safety Code § 5": the rest of a citation.
_CITED = re.compile(r"(?:(?:[A-Z][\w’'.]*|&),?\s+){0,5}(?:[§¶]|(?:art|tit|pt|ch|Nos?)\.\s)")
_JOURNAL = re.compile(r"(?:[A-Z]\.\s+)+(?:[A-Z][a-z]+\.|\d)")  # "L. Rev. 20"
_NUMBER = re.compile(r"Nos?\.\s+(?=[A-Z]*[-–]?\d|[IVXLC]+\b)")
_POSSESSIVE = re.compile(r"(?<![^\W_])[A-Z][a-z]{1,5}s\.['’]$")  # "Pls.' Ex. 12"
_LABEL = re.compile(r"([A-Za-z]+)\.?\s+(\S+)[.:]")


def belongs_together(text: str, left: Span, right: Span, cased: bool) -> bool:
    """Return whether Punkt split one sentence between these two spans."""
    before, after = text[left[0] : left[1]], text[right[0] : right[1]]
    bare = after.lstrip(OPENERS)
    first_word = bare.split(maxsplit=1)[0] if bare else ""
    # A straight quotation mark may open as well.
    if after[0] in CLOSERS.strip("\"'") + ",;:.&" or not any(map(str.isalnum, after)):
        return True
    if _POSSESSIVE.search(before) and not re.search(r"‘|\s'", before):
        return True
    if _is_numbered(before, text[right[0] : right[0] + 80]) or _is_label(before):
        return True
    ended = before.endswith(("?", "!", *SCRIPT_STOPS)) or before == "No."
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


def _is_numbered(before: str, after: str) -> bool:
    """Return whether a sentence goes on with a number or another abbreviation: "Art. | IV"."""
    match = _LAST_WORDS.search(before[-40:])
    if not match:
        return after[0].isdigit() and bool(_BRACKETED_LETTERS.search(before))
    previous, word = match[1] or "", match[2].lower()
    capital = match[2][0].isupper()
    cited = capital and word in abbreviations("^")
    short = len(word) < 6 and match[2].istitle() and not identifier(match[2])
    if _NUMBER.match(after):  # "Amdt. No. 39"
        return short or word in abbreviations()
    if after[0].isdigit() and previous and len(word) == 1:  # "Md. R. 4"
        return True
    unknown = short and lexicon().is_unknown(word)  # "Thm. 3"
    if cited or unknown or word in abbreviations("+"):
        # "I" and "A" are words as well.
        single = re.match(r"[AI]\s+[a-z]", after)
        if identifier(after) and not (single and (word == "no" or unknown or not capital)):
            return True
    follower = after.split(maxsplit=1)[0]
    if not follower[0].isalpha() or follower[0].islower() or _starts(follower):
        return cited and after[0] in "§¶"
    if word in abbreviations("+") and is_abbreviation(previous):  # "Asst. Sec. Lamb"
        return True
    return cited and bool(
        is_abbreviation(follower) or _CITED.match(after) or _JOURNAL.match(after)
    )


def _starts(word: str) -> bool:
    return word.rstrip(",;:").lower() in starters()


def _is_label(before: str) -> bool:
    """Return whether this is only the number of what follows: "Table 1.", "Figure 7-26."."""
    match = _LABEL.fullmatch(before)
    if not match or not match[1][0].isupper():
        return False
    word = match[1].lower()
    return (word in labels() or word in abbreviations("+")) and identifier(match[2]) == match[2]


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
