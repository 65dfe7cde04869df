"""Find the words of a quotation in a text that prints them in other typography."""

from collections.abc import Iterable

from corpus.quotes.compare import compare
from corpus.quotes.comparison import Comparison
from corpus.quotes.skeleton import places, skeleton
from corpus.quotes.style import style_of
from corpus.report import Passage


def in_other_typography(
    quotation: str, text: str, passages: Iterable[Passage]
) -> Comparison | None:
    """Return the first place where a text has the words, and only their typography differs."""
    bones, whole = skeleton(quotation), skeleton(text)
    at = whole.find(bones) if bones else -1
    style = style_of(text, passages) if at >= 0 else None
    while style and at >= 0:
        first, last = places(text, (at, at + len(bones) - 1))
        found = compare(quotation, text, (first, last + 1), style)
        if found.verdict in {"exact", "presentation"}:
            return found
        at = whole.find(bones, at + 1)
    return None
