"""Say that two sentences give different figures."""

from collections.abc import Sequence

from index.words.figures import figures
from service.answers.answer import AnswerPassage, Differing
from service.answers.citation import readable_date
from service.answers.differing.pairs import FoundFigure
from service.answers.vocabulary import DIFFERENT


def differing(passages: list[AnswerPassage], found: Sequence[FoundFigure]) -> Differing:
    """Return two passages, whose short answers are their figures, with dates and times."""
    shown = [passage.answer.text for passage in passages if passage.answer]
    times = [_times(one.quote, own) for one, own in zip(passages, found, strict=True)]
    dates = [passage.citation.report.date for passage in passages]
    told = map(_told, shown, dates, times)
    note = f"{DIFFERENT}: {' and '.join(told)}."
    return Differing(passages, shown, dates, times, note)


def _times(quote: str, one: FoundFigure) -> list[str]:
    """Return the years and dates that a sentence states besides its figure."""
    return [
        quote[other.start : other.end]
        for other in figures(quote)
        if other.kind in ("year", "date") and other.start != one.figure.start
    ]


def _told(shown: str, date: str | None, times: Sequence[str]) -> str:
    about = [f"report of {readable_date(date)}"] if date else []
    about += [f"the sentence names {', '.join(times)}"] if times else []
    return f"“{shown}” ({'; '.join(about)})" if about else f"“{shown}”"


def in_one_line(answered: Sequence[Differing]) -> str | None:
    """Return the pairs with their sentences and citations as one text; None without any."""
    told = [
        f"{one.note} "
        + " ".join(f"“{passage.quote}” — {passage.citation.label}" for passage in one.passages)
        for one in answered
    ]
    return " | ".join(told) or None
