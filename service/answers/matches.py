"""Find the question's words in a quote."""

from index.words.question_words import QuestionWords
from index.words.terms import terms
from service.answers.answer import Span


def find_matches(question: QuestionWords, quote: str) -> list[Span]:
    """Return where words of the question stand in the quote, whatever their ending.

    Returns:
        Spans in order, offsets into the quote; common words ("the", "how") never match.
    """
    return [(term.start, term.end) for term in terms(quote) if term.text in question.distinct]
