"""Words that mean the same as some of a question's: acronyms for their long forms and back.

The pairs are harvested from the reports (``corpus.text.acronyms``). They help the
search by words only: a trial gave them to the model as well, which lost what
the words gained.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.words.english import english_words
from index.words.terms import stop_words, terms

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))+")
_MOST_LONG_FORMS = 2

Pair = tuple[str, str, int, str]
"""An acronym, its long form, how many reports spell it out so, and the long form's ``key_of``."""


class Acronyms:
    """The acronyms of an index."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        """Take the pairs; where an acronym has several long forms the commonest count."""
        self._long: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, str] = {}
        for short, long, _, key in sorted(pairs, key=lambda pair: (-pair[2], pair)):
            if len(self._long[short]) < _MOST_LONG_FORMS:
                self._long[short].append(long)
            self._short.setdefault(key, short)
        self._longest = max((key.count(" ") + 1 for key in self._short), default=0)

    def alternatives(self, text: str, words: Sequence[str]) -> str:
        """Return the other forms of a text's acronyms and long forms, or "".

        Args:
            words: the terms of the text, in order.
        """
        found = [
            long
            for match in _WORD.finditer(text)
            if _may_be_acronym(match[0])
            for long in self._long.get(_bare(match[0]), ())
        ]
        for length in range(2, self._longest + 1):
            for at in range(len(words) - length + 1):
                short = self._short.get(" ".join(words[at : at + length]))
                if short:
                    found.append(short)
        return " ".join(dict.fromkeys(found))


def key_of(text: str) -> str:
    """Return a text's terms, by which a long form is known however it is written."""
    return " ".join(term.text for term in terms(text))


def _bare(word: str) -> str:
    short = word.lower().replace(".", "")
    return short.removesuffix("s") if word[-1:] == "s" and word[:-1].isupper() else short


def _may_be_acronym(word: str) -> bool:
    """Tell "IT" from "it"; "sdf" is no English word, so it may be one."""
    low = word.lower()
    return word[:-1].isupper() or (low not in stop_words() and low not in english_words())
