"""Compare the terms of a question with a candidate and with the sentence before it.

"It carries nine." answers a question about the Hyuga after "The Hyuga was commissioned
in 2009.", but not after a sentence about the Izumo.
"""

import re
from collections.abc import Callable, Collection

from corpus.text.fold import as_typed
from index.words.acronyms import Acronyms
from index.words.contrast import are_parallel, says_otherwise, states_other_value
from index.words.terms import terms

_SPECIFIC = re.compile(r"(?:[A-Z]|\w*\d)[\w.,'’-]*")
_FIRST_WORD = re.compile(r"\W*\w+")
_SHORTEST_STEM = 4  # "Japan" is a stem of "Japanese"
_SAME = ({"us"}, {"unit", "state"}, {"america"}, {"american"})


class QuestionWords:
    """A question and its terms.

    Attributes:
        text: the question.
        terms: its terms, in order.
        distinct: its distinct terms.
        specific: the terms of its names and numbers.
        written: the words of the question for each of its ``terms``.
        read: the question as the networks read it.
    """

    def __init__(self, question: str, read: Callable[[str], str] = as_typed) -> None:
        """Split the question into terms; its first word is a name only when written in capitals.

        Args:
            read: returns the question as the networks read it.
        """
        found = list(terms(question))
        self.text = question
        self.read = read(question)
        self.terms = [term.text for term in found]
        self.written = [question[term.start : term.end] for term in found]
        self.distinct = frozenset(self.terms)
        first = _FIRST_WORD.match(question)
        begins = first.end() if first and not first[0].strip().isupper() else 0
        spans = [
            match.span()
            for match in _SPECIFIC.finditer(_with_latin_capitals(question))
            if match.start() >= begins or any(map(str.isdigit, match[0]))
        ]
        self.specific = frozenset(
            term.text
            for term in found
            if any(start < term.end and term.start < end for start, end in spans)
        )

    def leans(self, sentence: str, before: str) -> bool:
        """Return whether a sentence may be about what the sentence before it names."""
        if not before or states_other_value(self.text, sentence):
            return False
        only_before = self.specific.intersection(_terms(before)).difference(_terms(sentence))
        return not (only_before and are_parallel(sentence, before))

    def denied(self, sentence: str) -> bool:
        """Return whether a sentence states another time than the question, or its opposite."""
        return says_otherwise(self.text, sentence)

    def carried(self, sentence: str, before: str) -> float:
        """Return the share of the distinct terms that only the sentence before holds, 0 to 1.

        It is 0 where the sentence does not lean on the one before it.
        """
        if not self.leans(sentence, before):
            return 0.0
        only = self.distinct.intersection(_terms(before)).difference(_terms(sentence))
        return len(only) / len(self.distinct) if self.distinct else 0.0

    def missing(self, text: str, acronyms: Acronyms, known: Collection[str] = ()) -> int:
        """Return the number of names and numbers of the question that a text lacks in every form.

        Acronyms and their long forms count as the same, so do the forms of "United States", and
        so do terms of which one begins with the other (Japan, Japanese). A question without
        capitals has only numbers.

        Args:
            known: terms that count as held besides those of the text.
        """
        words = _terms(text)
        held = {*words, *known}
        if self.specific <= held:
            return 0
        held.update(_terms(acronyms.alternatives(text, words)))
        if any(one <= held for one in _SAME):
            held = held.union(*_SAME)
        return sum(not holds(held, term) for term in self.specific)


def _with_latin_capitals(text: str) -> str:
    """Return a text with A for every capital of another alphabet, or with an accent."""
    return text if text.isascii() else "".join("A" if one.isupper() else one for one in text)


def holds(held: set[str], term: str) -> bool:
    """Tell whether a term is among others, or one of them begins with it or it with one."""
    return term in held or any(
        min(len(one), len(term)) >= _SHORTEST_STEM
        and (one.startswith(term) or term.startswith(one))
        for one in held
    )


def _terms(text: str) -> list[str]:
    return [term.text for term in terms(text)]
