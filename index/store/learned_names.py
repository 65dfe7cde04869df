"""Let the lower-cased reports of a generation learn names from the reports that have capitals."""

from collections.abc import Callable, Iterable, Sequence

from corpus.text.casing import learned_names
from corpus.text.display import style_of
from index.store.rows import style_text

NOT_PROSE = ("heading", "row")
"""Kinds of passages whose capitals tell nothing."""


def learned_styles(texts: Sequence[str], sentences: Callable[[], Iterable[str]]) -> list[str]:
    """Return the style of each lower-cased text, with the names that it learns.

    Args:
        sentences: returns the sentences in prose of the other reports; called twice.
    """
    if not texts:
        return []
    learned = learned_names(texts, sentences)
    return [
        style_text(style_of(text).knowing(names))
        for text, names in zip(texts, learned, strict=True)
    ]
