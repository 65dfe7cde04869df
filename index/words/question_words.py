"""Which words of a question a candidate answers for, with the help of the sentence before it.

"It carries nine." answers a question about the Hyuga behind "The Hyuga was
commissioned in 2009.", and does not behind a sentence about the Izumo.
"""

import re

from index.words.acronyms import Acronyms
from index.words.terms import terms

_SPECIFIC = re.compile(r"(?:[A-Z]|\w*\d)[\w.,'’-]*")
_FIRST_WORD = re.compile(r"\W*\w+")
_SHORTEST_STEM = 4  # "Japan" and "Japanese" share one
_SAME = ({"us"}, {"unit", "state"}, {"america"}, {"american"})


class QuestionWords:
    """The terms of a question, and which of them are names and numbers."""

    def __init__(self, question: str) -> None:
        """Read the question; its first word is a name only where all of it is capitals."""
        self._terms = _terms(question)
        first = _FIRST_WORD.match(question)
        begins = first.end() if first and not first[0].strip().isupper() else 0
        specific = (
            match[0]
            for match in _SPECIFIC.finditer(question)
            if match.start() >= begins or any(map(str.isdigit, match[0]))
        )
        self._specific = {term for word in specific for term in _terms(word)}

    def carried(self, sentence: str, before: str) -> float:
        """Return which share of the question's terms only the sentence before holds, 0 to 1."""
        only = (self._terms & _terms(before)) - _terms(sentence)
        return len(only) / len(self._terms) if self._terms else 0.0

    def missing(self, text: str, acronyms: Acronyms) -> int:
        """Return how many of its names and numbers a text does not hold in any form.

        Other forms are those of acronyms, of the United States, and of a country and its
        people where one begins with the other. A question without capitals has only numbers.
        """
        held = _terms(text)
        if self._specific <= held:
            return 0
        held |= _terms(acronyms.alternatives(text))
        if any(one <= held for one in _SAME):
            held = held.union(*_SAME)
        return sum(not _holds(held, term) for term in self._specific)


def _holds(held: set[str], term: str) -> bool:
    return term in held or any(
        min(len(one), len(term)) >= _SHORTEST_STEM
        and (one.startswith(term) or term.startswith(one))
        for one in held
    )


def _terms(text: str) -> set[str]:
    return {term.text for term in terms(text)}
