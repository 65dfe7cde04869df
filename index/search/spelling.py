"""Correct misspelt words of a question to the nearest words of the reports.

A word may be misspelt when neither the reports nor the list of English words hold it. It becomes
the word of the reports, in any ending, that the cheapest slips turn it into, the more frequent the
better. It stays where those slips cost too much: more than a doubled letter for a word that the
rules of English or the reports explain, more than one slip for a short word or a name.
"""

import re
from collections.abc import Iterator
from math import log10
from unicodedata import normalize

from corpus.text.fold import as_typed, fold
from index.store.protocol import View
from index.words.english import bases, common_words, is_compound, is_english, is_listed
from index.words.languages import foreign_language
from index.words.slips import DOUBLED, SWAPPED, USUAL, slip_cost
from index.words.terms import terms

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_MIN_LENGTH = 5
_LONG, _VERY_LONG = 8, 10
"""Words of this length and more may differ in two edits; longer ones at a higher cost."""
_LONGEST_ACRONYM = 6
_NAME_COUNT = 3
"""A name becomes a word only if the reports hold that word so many times."""
_COUNT_WEIGHT = 0.2
"""What ten times as many occurrences are worth, as a cost of slips."""
_ENDS_SENTENCE = ".?!:;"


def corrected(question: str, view: View) -> str:
    """Return an English question with its misspelt words replaced and the rest unchanged."""
    if foreign_language(question):
        return question
    words = [match[0] for match in _WORD.finditer(question)]
    titled = len(words) > 2 and all(word[0].isupper() for word in words)

    def replacement(match: re.Match[str]) -> str:
        word = match[0]
        low = normalize("NFC", word).lower()
        if len(low) < _MIN_LENGTH or is_listed(low) or _as_written(low, view):
            return word
        name = not titled and _may_be_name(word, question[: match.start()])
        found = _nearest(low, view, name=name)
        if found is None:
            return word
        return found.capitalize() if word[0].isupper() and not word.isupper() else found

    return _WORD.sub(replacement, question)


def as_reports_write(question: str, view: View) -> str:
    """Return a question as the networks read it: with the accents and letters of the reports.

    To a network "Aero" and "Ærø" are two words. To the search by terms they are one.
    """

    def replacement(match: re.Match[str]) -> str:
        word = match[0]
        low = normalize("NFC", word).lower()
        found = _as_written(low, view)
        if found is None or found == low:
            return word
        return found.capitalize() if word[0].isupper() else found

    return _WORD.sub(replacement, as_typed(question))


def _as_written(word: str, view: View) -> str | None:
    """Return a word, lower-cased, as the reports write it with or without accents, or None."""
    if view.has_word(word):
        return word
    folded = fold(word).text
    alike = [(-count, other) for other, count in view.words_alike(folded)]
    if alike:
        return min(alike)[1]
    return folded if view.has_word(folded) else None


def _may_be_name(word: str, before: str) -> bool:
    """Tell whether a word is capitalised as a name inside a sentence, or an acronym."""
    if word.isupper():
        return len(word) <= _LONGEST_ACRONYM
    before = before.rstrip(" \"'“‘(«")
    starts = not before or before[-1] in _ENDS_SENTENCE
    return word != word.lower() and (not starts or not word[1:].islower())


def _nearest(word: str, view: View, *, name: bool) -> str | None:
    edits = 1 if len(word) < _LONG else 2
    highest = _highest_cost(word, view, name=name)
    initial = fold(word).text[:1]
    near: list[tuple[float, bool, str]] = []
    for other, count in view.words_near(word, edits):
        # Misspellings rarely change the first letter.
        if fold(other).text[:1] != initial or len(other) < _MIN_LENGTH - 1:
            continue
        for form in _forms(other, word, view):
            cost = slip_cost(word, form)
            if cost <= highest and (cost == 0 or not name or count >= _NAME_COUNT):
                near.append((cost - _COUNT_WEIGHT * log10(count), form[-1] != word[-1], form))
    return min(near)[2] if near else None


def _highest_cost(word: str, view: View, *, name: bool) -> float:
    """Return the highest cost of slips at which a word counts as misspelt."""
    if _may_be_right(word, view):
        return DOUBLED
    if name or len(word) < _LONG:
        return USUAL
    return 2 * USUAL if len(word) >= _VERY_LONG else USUAL + SWAPPED


def _may_be_right(word: str, view: View) -> bool:
    """Tell whether a word seems to be made of words of the reports or of English.

    Such a word may be misspelt all the same, as "occured" is.
    """
    return (
        is_english(word)
        or is_compound(word)
        or any(view.has_term(term.text) for term in terms(word))
        or any(view.has_word(base) for base in bases(word))
    )


def _forms(word: str, typed: str, view: View) -> Iterator[str]:
    """Yield a word of the reports, and those of its endings that end as the typed word does."""
    yield word
    stem = word.removesuffix("e")
    for ending in ("s", "ed", "ing", "er", "ers", "ly"):
        form = (stem if ending[0] in "ei" else word) + ending
        if typed[-1] == ending[-1] and (form in common_words() or view.has_word(form)):
            yield form
