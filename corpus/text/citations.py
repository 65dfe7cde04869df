"""Decide whether a sentence goes on after an abbreviation that Punkt takes for its end.

Such abbreviations stand before numbers and ids ("Art. IV", "Docket No. FAA-2020-0686") and before
other abbreviations ("Fed. R. Civ. P. 56", "Asst. Sec. Lamb").
"""

import re

from corpus.text.abbreviations import abbreviations, identifier, is_abbreviation, labels, starters
from corpus.text.lexicon import lexicon

_BRACKETED_LETTERS = re.compile(r"\((?:[A-Z]\.)+\)$")  # "(E.O.) 14156"
_LAST_WORDS = re.compile(r"(?:(?:^|[\s(\[])([^\W\d_]+\.)\s+)?(?:^|(?<=[\s(\[“\"]))([^\W\d_]+)\.$")
_NUMBER = re.compile(r"Nos?\.\s+(?=[A-Z]*[-–]?\d|[IVXLC]+\b)")
# "§ 12", "Code Regs. tit. 14", "Health & Safety Code § 5": the rest of a citation.
_CITED = re.compile(r"(?:(?:[A-Z][\w’'.]*|&),?\s+){0,5}(?:[§¶]|(?:art|tit|pt|ch|Nos?)\.\s)")
_JOURNAL = re.compile(r"(?:[A-Z]\.\s+)+(?:[A-Z][a-z]+\.|\d)")  # "L. Rev. 20"
_LABEL = re.compile(r"([A-Z][A-Za-z]*)\.?\s+(\S+)[.:]")
_LONGEST_SHORT_WORD = 5


def goes_on(before: str, after: str) -> bool:
    """Return whether a sentence goes on after the abbreviation at its end.

    Args:
        before: the sentence up to a full stop.
        after: some characters after the stop and the white space.
    """
    match = _LAST_WORDS.search(before[-40:])
    if not match:
        return after[0].isdigit() and bool(_BRACKETED_LETTERS.search(before))
    previous, word = match[1] or "", match[2]
    return _takes_number(previous, word, after) or _takes_word(previous, word, after)


def is_label(sentence: str) -> bool:
    """Return whether this is only the number of what follows: "Table 1.", "Figure 7-26."."""
    match = _LABEL.fullmatch(sentence)
    if not match or identifier(match[2]) != match[2]:
        return False
    return match[1].lower() in labels() | abbreviations("+")


def _takes_number(previous: str, word: str, after: str) -> bool:
    """Return whether a word is an abbreviation before the number, letter or id that follows."""
    short = len(word) <= _LONGEST_SHORT_WORD and word.istitle() and not identifier(word)
    if _NUMBER.match(after):  # "Amdt. No. 39"
        return short or word.lower() in abbreviations()
    if previous and len(word) == 1 and after[0].isdigit():  # "Md. R. 4"
        return True
    listed = _is_cited(word) or word.lower() in abbreviations("+")
    unknown = short and lexicon().is_unknown(word.lower())  # "Thm. 3"
    if not (listed or unknown) or not identifier(after):
        return False
    if re.match(r"[AI]\s+[a-z]", after):  # "A" and "I" are words as well.
        return listed and word[0].isupper() and word != "No"
    return True


def _takes_word(previous: str, word: str, after: str) -> bool:
    """Return whether a word is an abbreviation before the section sign or word that follows."""
    cited = _is_cited(word)
    follower = after.split(maxsplit=1)[0]
    if not follower[0].isupper() or follower.rstrip(",;:").lower() in starters():
        return cited and after[0] in "§¶"
    if word.lower() in abbreviations("+") and is_abbreviation(previous):  # "Asst. Sec. Lamb"
        return True
    return cited and bool(is_abbreviation(follower) or _CITED.match(after) or _JOURNAL.match(after))


def _is_cited(word: str) -> bool:
    return word[0].isupper() and word.lower() in abbreviations("^")
