"""Find the question's words in a quote."""

from index.words.terms import terms
from service.answers.answer import Span


def find_matches(question: str, quote: str) -> list[Span]:
    """Return where words of the question stand in the quote, whatever their ending.

    Returns:
        Spans in order, offsets into the quote; common words ("the", "how") never match.
    """
    wanted = {term.text for term in terms(question)}
    return [(term.start, term.end) for term in terms(quote) if term.text in wanted]
