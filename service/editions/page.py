"""Write what a watch found as one HTML file that loads nothing."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from service.editions.change_words import change_words, counts_words
from service.editions.changes import Change, ChangeKind
from service.editions.comparison import Comparison
from service.editions.editions import EditionSentence
from service.exports.one_file import BASE_STYLE, one_file

TEMPLATES = Path(__file__).with_name("templates")
_STYLES = (BASE_STYLE, TEMPLATES / "editions.css")
_SIGNS: dict[ChangeKind, str] = {
    "reworded": "≈", "split": "÷", "merged": "⊕", "moved": "↕",
    "gone": "−", "new": "+", "same": "=",
}  # fmt: skip


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
    return one_file(TEMPLATES / "watch.html", _STYLES, {**values, **shown()})


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


def runs(compared: Comparison) -> list[tuple[bool, list[Change]]]:
    """Return the changes of a comparison in runs of those that are the same, and others."""
    return [
        (changed, list(run))
        for changed, run in groupby(compared.alignment.changes, lambda one: one.kind != "same")
    ]


def sentence_words(places: Sequence[int]) -> str:
    """Return the numbers of sentences, such as "sentences 3 and 4"."""
    numbers = [f"{at + 1:,}" for at in places]
    return f"sentence{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"


def text(sentences: Sequence[EditionSentence]) -> str:
    """Return the words of sentences with single spaces."""
    return " ".join(" ".join(one.quote.split()) for one in sentences)
