"""Search a generation for its own vectors, and say in words what that and its recall showed."""

from collections.abc import Sequence

from corpus.errors import IndexDamaged
from index.store.key_rows import KeyRows
from index.store.manifest import Recall
from index.store.protocol import View
from index.types import Key

CANARIES = 50
"""Most passages for whose stored vectors a generation is searched."""
MIN_RECALL_AT_10, MIN_RECALL_AT_100 = 0.98, 0.95
"""Minimum recall of an approximate vector search."""
_TOLERANCE = 1e-4


def check_canaries(view: View) -> None:
    """Search for the stored vectors of passages, half of them in half of the reports.

    Raises:
        IndexDamaged: when the best score is not the passage's own.
    """
    rows = KeyRows(view.reports)
    count = min(CANARIES, len(rows))
    keys = rows.keys((len(rows) - 1) * at // max(1, count - 1) for at in range(count))
    halves = [list(view.reports)[at::2] for at in range(2)]
    _search(view, keys[::2], ())
    for half in halves:
        _search(view, [key for key in keys[1::2] if key.report in half], half)


def _search(view: View, keys: Sequence[Key], reports: Sequence[str]) -> None:
    if not keys:
        return
    vectors = view.vectors(keys)
    for own, found in zip(vectors, view.near(vectors, 1, reports), strict=True):
        # A passage with the same vector may come first, at the same score.
        if not found or abs(found[0].score - float(own @ own)) > _TOLERANCE:
            raise IndexDamaged(f"vectors of {view.manifest.generation} cannot be searched")


def suffices(recall: Recall) -> bool:
    """Tell whether a recall is not below the minimum."""
    return recall.at_10 >= MIN_RECALL_AT_10 and recall.at_100 >= MIN_RECALL_AT_100


def search_check(passages: int, recall: Recall | None) -> str:
    """Return the result of ``View.check`` in a sentence; a passage that is not found is an error.

    Args:
        passages: number of passages of the generation.
        recall: of the vector search; None where it is exact.
    """
    count = min(CANARIES, passages)
    again = f"{count} of {count} stored sentences were found again"
    if recall is None:
        return f"{again}; the search compares all sentences, so it is exact."
    low = (
        ""
        if suffices(recall)
        else f", which is below the minimum ({10 * MIN_RECALL_AT_10:g} and "
        f"{100 * MIN_RECALL_AT_100:g})"
    )
    return (
        f"{again}; {10 * recall.at_10:.2f} of 10 nearest sentences and {100 * recall.at_100:.1f} "
        f"of 100 agree with an exact search ({recall.questions} searches compared){low}."
    )
