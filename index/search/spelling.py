"""Correct misspelt words of a question to the nearest words of the reports.

A word counts as misspelt when the reports do not hold it, in any ending, and the list of English
words does not, with or without a common prefix or suffix. The nearest word is the one of smallest
optimal string alignment distance (Boytsov, 2011); ties go to the most frequent.
"""

import re

from rapidfuzz.distance import OSA

from index.store.protocol import View
from index.words.english import english_words
from index.words.terms import terms

_WORD = re.compile(r"[^\W\d_]+")
_MIN_LENGTH = 5
_LONG = 8
"""Words of this length and more may differ in two edits."""
_PREFIXES = ("re", "un", "in", "dis", "non", "anti", "pre", "over", "co")
_SUFFIXES = (
    *("s", "es", "ies", "ed", "er", "ers", "or", "ors", "ing", "ly", "ally", "able"),
    *("ness", "ment", "ation", "ization"),
)


def corrected(question: str, view: View) -> str:
    """Return the question with its misspelt words replaced and the rest unchanged."""
    return _WORD.sub(lambda match: _correct(match[0], view) or match[0], question)


def _correct(word: str, view: View) -> str | None:
    low = word.lower()
    if len(low) < _MIN_LENGTH or _is_known(low, view):
        return None
    edits = 1 if len(low) < _LONG else 2
    near = [
        (OSA.distance(low, other), -count, other)
        for other, count in view.words_near(low, edits)
        # Misspellings rarely change the first letter.
        if other[0] == low[0] and len(other) >= _MIN_LENGTH - 1
    ]
    return min(near)[2] if near else None


def _is_known(word: str, view: View) -> bool:
    if view.has_word(word) or _is_english(word):
        return True
    return any(view.has_term(term.text) for term in terms(word))


def _is_english(word: str) -> bool:
    known = english_words()
    if word in known:
        return True
    for prefix in _PREFIXES:
        if (
            word.startswith(prefix)
            and len(word) >= len(prefix) + 4
            and word[len(prefix) :] in known
        ):
            return True
    for suffix in _SUFFIXES:
        base = word.removesuffix(suffix)
        if len(base) < 4 or base == word:
            continue
        forms = {base, base + "e", base + "y"}
        if base[-1] == base[-2]:  # "planning"
            forms.add(base[:-1])
        if forms & known:
            return True
    return False
