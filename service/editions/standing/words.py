"""Say in words what became of accepted answers, and why."""

from collections import Counter
from collections.abc import Sequence

from corpus.command_line import counted
from service.editions.standing.verdicts import Accepted, Cause, Verdict, Watched

WORDS: dict[Verdict, str] = {
    "same": "the same",
    "moved": "moved",
    "reworded": "reworded",
    "number_changed": "number changed",
    "other_sentence_first": "other sentence first",
    "no_answer_now": "no answer now",
    "newly_answered": "newly answered",
    "tie": "tie",
}
CAUSES: dict[Cause, str] = {
    "text": "the text",
    "both": "both the text and the engine",
    "engine": "the engine",
    "cannot be told apart": "the text or the engine, which cannot be told apart",
    "neither": "neither the text nor the engine",
}
"""The causes in the order in which they are listed."""


def verdict_words(one: Watched) -> str:
    """Return what became of an answer, such as "other sentence first, the old one is gone"."""
    words = WORDS[one.verdict]
    if one.verdict == "other_sentence_first":
        words += ", the old one is still there" if one.still_there else ", the old one is gone"
    return words


def counts_words(found: Sequence[Watched]) -> str:
    """Return how many answers have changed, and why, in a sentence."""
    total = counted(len(found), "question")
    causes = Counter(one.cause for one in found if one.is_changed)
    ties = sum(one.verdict == "tie" for one in found)
    beside = f"; {counted(ties, 'tie')}" if ties else ""
    if not causes:
        return f"No answer of {total} has changed{beside}."
    each = ", ".join(f"{causes[cause]} by {CAUSES[cause]}" for cause in CAUSES if causes[cause])
    return f"{counted(causes.total(), 'answer')} of {total} changed: {each}{beside}."


def place_words(one: Accepted) -> str:
    """Return where a sentence stands, such as "ferry, sentence 3"."""
    return f"{one.report}, sentence {one.sentence:,}"


def plain(one: Accepted) -> str:
    """Return the words of a sentence with single spaces."""
    return " ".join(one.quote.split())
