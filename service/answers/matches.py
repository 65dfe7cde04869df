"""Find the words of the question in a quote."""

from index.words.question_words import QuestionWords
from index.words.terms import terms
from service.answers.answer import Span


def find_matches(question: QuestionWords, quote: str) -> list[Span]:
    """Return the spans of the question's words in a quote; word endings may differ.

    Returns:
        Spans in order, in code points of the quote. Common words ("the", "how") do not match.
    """
    return [(term.start, term.end) for term in terms(quote) if term.text in question.distinct]
