"""Say in words what searching a generation for its own vectors showed."""

from index.store.manifest import Recall

CANARIES = 50
"""Most passages for whose stored vectors a generation is searched."""


def search_check(passages: int, recall: Recall | None) -> str:
    """Return the result of ``View.check`` in a sentence; a passage that is not found is an error.

    Args:
        passages: number of passages of the generation.
        recall: of the vector search; None where it is exact.
    """
    count = min(CANARIES, passages)
    return f"{count} of {count} stored sentences were found again; {recall_words(recall)}."


def recall_words(recall: Recall | None) -> str:
    """Return the recall of the vector search in words, without a stop."""
    if recall is None:
        return "the search compares all sentences, so it is exact"
    return (
        f"of the 10 nearest sentences the search finds {10 * recall.at_10:.2f} and of the 100 "
        f"nearest {100 * recall.at_100:.1f}, on average over {recall.questions} searches that "
        "were compared with exact ones"
    )
