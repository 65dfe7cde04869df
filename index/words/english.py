"""Tell whether a word is English: a list of words, and rules for what is made of them."""

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_TOKENIZER = Path(__file__).parents[1] / "rerank" / "weights" / "tokenizer.json"
_MORE_WORDS = Path(__file__).parent / "english_words.txt"
_COMMON = 16_000
"""Words before this place of the reranker's vocabulary, which begins with the most frequent."""

_SHORTEST_BASE = 4
_PREFIXES = (
    *("re", "un", "dis", "non", "anti", "pre", "over", "mis"),
    *("sub", "semi", "bio", "geo", "micro", "multi", "inter", "intra", "super", "under", "counter"),
    *("hyper", "ultra", "trans", "post", "out", "fore", "mid", "self", "cyber", "electro", "neuro"),
)
_MADE_OF = (
    ("s es ness less ful ship hood like wise ward wards ists isms ment", ("",)),
    ("ed er ers or ors ing able ist ism", ("", "e", "y")),
    ("ies ied ily iness ier iest ication", ("y",)),
    ("ation ations ator ators", ("", "e", "ate")),
    ("ization izations", ("ize", "", "y")),
    ("atory ative", ("ate",)),
    ("est ity", ("", "e")),
    ("ly", ("", "le")),
    ("ally", ("", "al")),
    ("ably ability", ("able",)),
    ("ibly ibility", ("ible",)),
    ("ance ances ancy", ("ant",)),
    ("ence ences ency", ("ent",)),
    ("ian ians", ("ia",)),
    ("ical", ("ic",)),
    ("a", ("um", "on")),
    ("i", ("us",)),
    ("ae", ("a",)),
    ("ices", ("ix", "ex")),
    ("yses", ("ysis",)),
)
"""Endings, and what to put in their place to get the word that another was made of."""
_ENDINGS = {ending: instead for endings, instead in _MADE_OF for ending in endings.split()}
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SPELLINGS = (
    # British to American
    *(("is(e[dr]?s?|ing|ations?)$", r"iz\1"), ("ys(e[dr]?s?|ing)$", r"yz\1"), ("our", "or")),
    *(("tre(s?)$", r"ter\1"), ("(def|off|pret|lic)ence", r"\1ense"), ("amme(s?)$", r"am\1")),
    *(("ogue(s?)$", r"og\1"), ("ae|oe", "e"), ("ll(ed|ing|ers?|or)$", r"l\1")),
    *(("l(ment|ful|s?)$", r"ll\1"), ("dgement", "dgment"), ("que(s?)$", r"ck\1")),
)


def english_words() -> frozenset[str]:
    """Return the whole words of the reranker's vocabulary and those of our list, lower-cased."""
    return _words()[0]


def common_words() -> frozenset[str]:
    """Return the words of our list and the frequent ones of the vocabulary.

    The others are names and words of other languages as often as English words.
    """
    return _words()[1]


def is_listed(word: str) -> bool:
    """Tell whether the list holds a lower-cased word, or a common word without its plural "s"."""
    return word in english_words() or (word[-1] == "s" and word[:-1] in common_words())


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return all words, and the common ones."""
    content = json.loads(_TOKENIZER.read_text(encoding="utf-8"))
    places = {word: at for word, at in content["model"]["vocab"].items() if word.isalpha()}
    lines = _MORE_WORDS.read_text(encoding="utf-8").splitlines()
    more = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return more.union(places), more.union(one for one, at in places.items() if at < _COMMON)


def bases(word: str) -> Iterator[str]:
    """Yield what a lower-cased word may be made of: it with one ending or prefix less."""
    for length in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_BASE + 1) + 1):
        base = word[:-length]
        for instead in _ENDINGS.get(word[-length:], ()):
            if len(base + instead) >= _SHORTEST_BASE:
                yield base + instead
            if len(base) > _SHORTEST_BASE and not instead and base[-1] == base[-2]:
                yield base[:-1]  # "planning"
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST_BASE:
            yield word[len(prefix) :]


@lru_cache(maxsize=100_000)
def is_english(word: str) -> bool:
    """Tell whether a lower-cased word is English.

    A word counts as English if the list holds it, in British or American spelling, or without up
    to two endings and prefixes. What is left must be a common word.
    """
    return (
        word in english_words()
        or any(one in common_words() for one in _respelt(word))
        or any(_is_made_of_common(base, 1) for base in bases(word))
    )


def _is_made_of_common(word: str, parts: int) -> bool:
    if word in common_words() or (
        len(word) > 5 and any(one in common_words() for one in _respelt(word))
    ):
        return True
    return parts > 0 and any(_is_made_of_common(base, parts - 1) for base in bases(word))


def _respelt(word: str) -> Iterator[str]:
    for british, american in _SPELLINGS:
        changed = re.sub(british, american, word)
        if changed != word:
            yield changed


@lru_cache(maxsize=100_000)
def is_compound(word: str) -> bool:
    """Tell whether a lower-cased word is two common words of at least four letters together."""
    known = common_words()
    return any(
        word[:at] in known and word[at:] in known
        for at in range(_SHORTEST_BASE, len(word) - _SHORTEST_BASE + 1)
    )
