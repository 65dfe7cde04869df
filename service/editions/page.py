"""Write what a watch found as one HTML file that loads nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from service.editions.change_words import change_words, counts_words
from service.editions.changes import Change, ChangeKind
from service.editions.comparison import Comparison
from service.editions.editions import EditionSentence
from service.exports.one_file import BASE_STYLE, one_file

TEMPLATES = Path(__file__).with_name("templates")
STYLES = (BASE_STYLE, TEMPLATES / "editions.css")
_SIGNS: dict[ChangeKind, str] = {
    "reworded": "≈", "split": "÷", "merged": "⊕", "moved": "↕",
    "gone": "−", "new": "+", "same": "=",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Changes that follow each other: what is the same, or what is not.

    Attributes:
        first, last: of a long run of what is the same, its ends alone, with what is left out
            between them; ``last`` is empty where nothing is left out.
    """

    is_changed: bool
    first: Sequence[Change]
    last: Sequence[Change]
    length: int


def watch_html(
    title: str,
    compared: Sequence[Comparison],
    record_id: str,
    site: str | None,
) -> str:
    """Return comparisons of editions as one HTML file.

    Args:
        site: address of the service, for links to its reports; None leaves these links out.
    """
    values = {"title": title, "compared": compared, "record_id": record_id, "site": site}
    return one_file(TEMPLATES / "watch.html", STYLES, {**values, **shown()})


def shown() -> dict[str, Any]:
    """Return the functions that the template ``comparison.html`` calls."""
    return {
        "signs": _SIGNS,
        "change_words": change_words,
        "counts_words": counts_words,
        "sentence_words": sentence_words,
        "runs": runs,
        "text": text,
    }


def runs(changes: Iterable[Change], most_same: int | None = None) -> list[Run]:
    """Return changes in runs of what is the same, and of what is not.

    Args:
        most_same: what to show of a run of what is the same; all of it when None.
    """
    found = []
    for changed, run in groupby(changes, lambda one: one.kind != "same"):
        own = list(run)
        ends = most_same is not None and not changed and len(own) > most_same
        cut = (most_same or 0) // 2
        first, last = (own[:cut], own[-cut:]) if ends else (own, [])
        found.append(Run(changed, first, last, len(own)))
    return found


def sentence_words(places: Sequence[int]) -> str:
    """Return the numbers of sentences, such as "sentences 3 and 4"."""
    numbers = [f"{at + 1:,}" for at in places]
    return f"sentence{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"


def text(sentences: Sequence[EditionSentence]) -> str:
    """Return the words of sentences with single spaces."""
    return " ".join(" ".join(one.quote.split()) for one in sentences)
