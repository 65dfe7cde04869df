"""Expand the acronyms of a question to their long forms, and long forms to their acronyms.

``corpus.text.acronyms`` finds the pairs in the reports. Only the lexical search uses the
expansions: encoding them with the question as well undid the gain (docs/evaluation.md).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.words.english import english_words
from index.words.terms import stop_words, terms

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))+")
_MAX_LONG_FORMS = 2

Pair = tuple[str, str, int, str]
"""An acronym, its long form, the number of reports with the pair, and the ``long_form_key``."""


class Acronyms:
    """The acronyms of an index and their long forms."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        """Keep the two long forms of an acronym that occur in the most reports."""
        self._long: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, str] = {}
        for short, long, _, key in sorted(pairs, key=lambda pair: (-pair[2], pair)):
            if len(self._long[short]) < _MAX_LONG_FORMS:
                self._long[short].append(long)
            self._short.setdefault(key, short)
        self._longest = max((key.count(" ") + 1 for key in self._short), default=0)

    def alternatives(self, text: str, words: Sequence[str]) -> str:
        """Return the long forms of the text's acronyms and the acronyms of its long forms.

        Args:
            words: the terms of the text, in order.

        Returns:
            The expansions, separated by spaces; "" where there are none.
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


def long_form_key(text: str) -> str:
    """Return the terms of a long form, which are the same in every spelling of it."""
    return " ".join(term.text for term in terms(text))


def _bare(word: str) -> str:
    short = word.lower().replace(".", "")
    return short.removesuffix("s") if word[-1:] == "s" and word[:-1].isupper() else short


def _may_be_acronym(word: str) -> bool:
    """Accept words in capitals, and lower-case words that are not English, such as "sdf"."""
    low = word.lower()
    return word[:-1].isupper() or (low not in stop_words() and low not in english_words())
