"""Say in words what became of the reports of standing questions."""

from collections.abc import Sequence

from corpus.command_line import counted
from service.editions.change_words import counts_words
from service.editions.standing.reports import Fate, Renewed

FATES: dict[Fate, str] = {
    "replaced": "another text",
    "superseded": "newer edition",
    "gone": "gone",
}
_NAMED = 5
"""Other reports that are named."""


def renewed_words(one: Renewed) -> str:
    """Return what became of a report, such as "newer edition: bay superseded by bay-2"."""
    words = f"{FATES[one.fate]}: {one.report}"
    return f"{words} superseded by {one.newer}" if one.fate == "superseded" else words


def changes_words(one: Renewed) -> str:
    """Return how the editions of a report differ, or why they are not compared."""
    return f"{counts_words(one.comparison)}." if one.comparison else one.reason or ""


def questions_words(one: Renewed) -> str:
    """Return the numbers of the questions about a report, such as "questions 1 and 3"."""
    *first, last = map(str, one.questions)
    return f"questions {', '.join(first)} and {last}" if first else f"question {last}"


def others_words(renewed: Sequence[Renewed]) -> str:
    """Return which other reports have changed, in a sentence; "" where none has."""
    others = list(dict.fromkeys(one.report for one in renewed if not one.is_own))
    if not others:
        return ""
    named = ", ".join(others[:_NAMED]) + (", and others" if len(others) > _NAMED else "")
    verb = "has" if len(others) == 1 else "have"
    return (
        f"{counted(len(others), 'other report')} that had been searched {verb} changed, or "
        f"{verb} a newer edition: {named}."
    )
