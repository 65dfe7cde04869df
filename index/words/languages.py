"""Tell texts in other languages from English ones, by their letters and function words."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

from corpus.text.fold import fold
from index.words.english import common_words
from index.words.terms import stop_words, whole_words

_FUNCTION_WORDS = Path(__file__).parent / "function_words.txt"
_LATIN = "LATIN"
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MANY = 3
"""So many function words tell a language, even if all of them stand in names or in English too."""


@lru_cache(maxsize=256)  # for the spelling, then for the form
def foreign_language(text: str) -> str | None:
    """Return the language or the script that a text seems to be in; None for English.

    A text in Latin letters is in another language if it holds at least two function words of that
    language and more than of English. One is enough where few or none are English and most of
    the other words are not English either.
    """
    script = _script(text)
    if script != _LATIN:
        return script
    words = [fold(word).text for word in whole_words(_QUOTED.sub(" ", text))]
    languages, names = _function_words()
    found: Counter[str] = Counter()
    distinctive: Counter[str] = Counter()
    for word in words:
        for language in languages.get(word, ()):
            found[language] += word not in stop_words()
            distinctive[language] += word not in names and len(word) > 1
    best = max(found, key=lambda one: (distinctive[one] > 0, found[one]), default=None)
    if best is None:
        return None
    shared = [best in languages.get(word, ()) for word in words if word in stop_words()]
    english = len(shared) - sum(shared) / 2
    if distinctive[best] and found[best] > max(english, 1):
        return best
    others = {word for word in words if best not in languages.get(word, ())} - stop_words()
    mostly_unknown = 2 * len(others & common_words()) < len(others)
    enough = 1 if distinctive[best] else _MANY
    return best if mostly_unknown and found[best] >= enough and english <= found[best] / 2 else None


def _script(text: str) -> str:
    """Return the script of most letters, by its name in Unicode; Latin without letters."""
    if text.isascii():
        return _LATIN
    letters = [one for one in text if one.isalpha()]
    if not letters:
        return _LATIN
    foreign = [one for one in letters if one > "ɏ" and not _is_latin(one)]
    if len(foreign) * 2 <= len(letters):
        return _LATIN
    return unicodedata.name(foreign[0], "OTHER").split()[0]


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_LATIN)


@cache
def _function_words() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Return the languages of each function word, and those that stand in names or in English."""
    languages: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in _FUNCTION_WORDS.read_text(encoding="utf-8").splitlines():
        language, _, words = line.partition(": ")
        if line.startswith("#"):
            continue
        if language.endswith(" names"):
            names.update(words.split())
            continue
        for word in words.split():
            languages.setdefault(word, set()).add(language)
    return {word: frozenset(found) for word, found in languages.items()}, frozenset(names)
