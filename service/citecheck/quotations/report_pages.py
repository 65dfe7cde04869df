"""Compare the page that a reference names with the pages of a quotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Passage
from index.types import IndexedReport

_RANGE = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a place.

    Attributes:
        numbers: in the file, from 1.
        labels: as printed; "" where a page has none.
    """

    numbers: tuple[int, ...]
    labels: tuple[str, ...]

    def has(self, named: str) -> bool:
        """Tell whether a page that a reference names is one of them, as printed or counted."""
        own = {label.casefold() for label in self.labels} | set(map(str, self.numbers))
        return not own.isdisjoint(_named(named))

    @property
    def words(self) -> str:
        """Return the pages in words, as printed where a label is known."""
        shown = [
            label or str(number) for label, number in zip(self.labels, self.numbers, strict=True)
        ]
        return f"page {shown[0]}" if len(shown) == 1 else f"pages {shown[0]}–{shown[-1]}"


def pages_of(passages: Sequence[Passage], report: IndexedReport) -> Pages | None:
    """Return the pages of some sentences; None where the report has none."""
    spans = [passage.pages for passage in passages if passage.pages]
    if not spans:
        return None
    numbers = tuple(range(min(first for first, _ in spans), max(last for _, last in spans) + 1))
    labels = report.page_labels
    return Pages(numbers, tuple(labels[one - 1] if one <= len(labels) else "" for one in numbers))


def _named(page: str) -> set[str]:
    """Return the pages that "12", "iv", or a range such as "103-5" with its dash, names."""
    first, _, last = page.casefold().partition("–")
    one, other = _RANGE.fullmatch(first), _RANGE.fullmatch(last)
    if not one or not other:
        return set(filter(None, (first, last)))
    low, high = one[2], other[2]
    high = low[: -len(high)] + high if len(high) < len(low) else high
    return {f"{one[1]}{number}" for number in range(int(low), min(int(high), int(low) + 999) + 1)}
