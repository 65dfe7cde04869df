"""Tell a page's text layer that makes no sense from text, whatever its language."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from corpus.text.lexicon import lexicon, words_of

_FEWEST_WORDS = 12
_FEWEST_LETTERS = 60
_LEADERS = re.compile(r"([._\-–—*=~ ])\1{2,}")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_FREQUENT = words_of("the of and to in a is that for on de la le et les der die und el en y")
"""Words by which most pages are known as text without a closer look."""

_MEASURE = re.compile(r"(?<=\d)[<>=≤≥±×÷+−~≈＜＞＝＋°$€£¥]+|[<>=≤≥±×÷+−~≈＜＞＝＋$€£¥]+(?=\d)")
"""Signs that stand beside a figure in any language: 500≤Y<20000."""

_OUTER = re.compile(r"^[^\w]+|[^\w]+$")
_VOWELS = frozenset("aeiouyæœøıаеиоуыэюяєіїαεηιουω")
# Shares measured on pages of running text in twelve European languages: vowels .33 (Welsh,
# Czech) to .51 (Finnish), odd words at most .1. A font whose letters are shifted by some places
# has vowels .1 to .25; a failed recognition has odd words .4 and more.
_VOWELS_FROM, _VOWELS_TO = 0.28, 0.65
_MOST_ODD = 0.4
_MOST_UNMAPPED = 0.25
_FEWEST_KNOWN = 0.2


def is_garbled(words: Iterable[str], unmapped: int) -> bool:
    """Return whether the words of a page are not those that it shows.

    Args:
        words: all words of the page.
        unmapped: number of its characters that have no meaning in Unicode.
    """
    words = list(words)
    signs = sum(map(len, words)) + unmapped
    unmapped += len(_PRIVATE.findall("".join(words)))
    if unmapped > 20 and unmapped > _MOST_UNMAPPED * signs:
        return True
    if sum(map(_FREQUENT.__contains__, words)) > 0.1 * len(words):
        return False
    bare = [_OUTER.sub("", word) for word in words if not _LEADERS.search(word)]
    lettered = [word for word in bare if any(map(str.isalpha, word))]
    plain = [word for word in words if not any(map(str.isalnum, word))]
    if len(lettered) + len(plain) < _FEWEST_WORDS or sum(map(len, lettered)) < _FEWEST_LETTERS:
        return False
    odd = sum(map(_is_odd, lettered)) + sum(map(_is_junk, plain))
    if odd <= _MOST_ODD * (len(lettered) + len(plain)) and _has_vowels(lettered):
        return False
    known = sum(lexicon().is_ordinary(word.casefold()) for word in lettered if len(word) > 2)
    return known < _FEWEST_KNOWN * len(lettered)


def _is_odd(word: str) -> bool:
    """Return whether no language writes a word so: with signs or small capitals inside."""
    if _is_junk(_MEASURE.sub("", word)):
        return True
    letters = [sign for sign in word if sign.isalpha()]
    cased = [sign for sign in letters if sign.isupper() or sign.islower()]
    changes = sum(a.islower() and b.isupper() for a, b in pairwise(cased))
    return changes > 1


def _is_junk(text: str) -> bool:
    """Return whether signs are of a kind that stands in no word."""
    return any(unicodedata.category(sign) in ("So", "Sk", "Sm", "Sc", "Co", "Cn") for sign in text)


def _has_vowels(words: Iterable[str]) -> bool:
    """Return whether words in an alphabet with vowels have about as many as languages do."""
    letters = [sign for word in words for sign in word.casefold() if sign.isalpha()]
    voiced = [
        unicodedata.normalize("NFD", sign)[0]
        for sign in letters
        if unicodedata.name(sign, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
    ]
    if len(voiced) < max(_FEWEST_LETTERS, 0.7 * len(letters)):
        return True
    share = sum(sign in _VOWELS for sign in voiced) / len(voiced)
    return _VOWELS_FROM <= share <= _VOWELS_TO
