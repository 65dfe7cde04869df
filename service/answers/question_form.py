"""Tell the form of a question: whether it is one, and whether Pincite can read it."""

import re
from collections.abc import Sequence

from index.store.protocol import View
from index.types import Hit
from index.words.english import is_listed
from index.words.languages import foreign_language
from index.words.question_parts import form_of, parts_of
from index.words.question_words import QuestionWords
from index.words.terms import stop_words, whole_words
from service.answers.answer import QuestionForm
from service.answers.vocabulary import FORM_WORDS

_SHORTEST_WORD = 3
_ORDER = re.compile(
    r"""\W*(?:(?:please|kindly|can|could|would|will|you)\s+)*
    (?P<order>(?:summari[sz]e|translate|paraphrase|rephrase|rewrite)\b
    |(?:write|draft|compose|create|generate|prepare|make|give|provide|produce|outline)\s+
    (?:(?:me|us)\s+)?(?:an?|the)\s+(?:[\w-]+\s+){0,3}?
    (?:summary|overview|outline|abstract|synopsis|translation|text|article|essay|letter|e-?mail
    |memo|report|speech|story|list|table|timeline|presentation)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def question_form(question: QuestionWords, hits: Sequence[Hit], view: View) -> QuestionForm:
    """Return the form of a question.

    A question in another language counts as ``not_english`` unless the best hit is not English
    either. A question counts as ``unreadable`` if neither the reports nor the list of English words
    hold a word or a number of it.
    """
    if foreign_language(question.text) and not (hits and foreign_language(hits[0].passage.quote)):
        return "not_english"
    if not _has_known_word(question, view):
        return "unreadable"
    return form_of(question.text)


def question_parts(question: QuestionWords, form: QuestionForm) -> list[str]:
    """Return the questions that a compound question consists of; empty for a single one."""
    return [] if form in FORM_WORDS else parts_of(question.text)


def order_to_write(text: str) -> str | None:
    """Return the words that order a new text, as "Summarize" or "write me a letter", or None.

    Such an order may still find a sentence that helps, so it is searched like any question.
    """
    found = _ORDER.match(text)
    return found["order"] if found else None


def _has_known_word(question: QuestionWords, view: View) -> bool:
    return any(
        word in stop_words() or (len(word) >= _SHORTEST_WORD and is_listed(word))
        for word in whole_words(question.text)
    ) or any(view.has_term(term) for term in question.distinct)
