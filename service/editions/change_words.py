"""Say in words what became of sentences."""

from corpus.command_line import counted
from service.editions.changes import Change, ChangeKind
from service.editions.comparison import Comparison
from service.editions.editions import Edition

WORDS: dict[ChangeKind, str] = {
    "reworded": "reworded",
    "split": "split",
    "merged": "merged",
    "moved": "moved",
    "gone": "gone",
    "new": "new",
    "same": "the same",
}


def change_words(change: Change) -> str:
    """Return what became of a sentence, such as "reworded, number changed"."""
    words = WORDS[change.kind]
    if change.numbers:
        words += ", number changed"
    if change.moved and change.kind != "moved":
        words += ", moved"
    return words


def comparison_words(compared: Comparison) -> str:
    """Return which editions are compared, and the counts, as one line."""
    sides = " → ".join(_named(one) for one in (compared.old, compared.new))
    return f"{compared.new.title}: {sides}: {counts_words(compared)}."


def _named(edition: Edition) -> str:
    """Return an edition in few words, such as "bay, 2026-02-09"."""
    text = None if edition.url else f"text {edition.text_sha256[:10]}…"
    return ", ".join(filter(None, (edition.source.id, edition.source.date, text)))


def counts_words(compared: Comparison) -> str:
    """Return the counts of a comparison, such as "2 reworded, 1 gone; 90 the same"."""
    counts = compared.counts
    changed = [
        f"{count} {WORDS[kind]}" for kind, count in counts.items() if count and kind != "same"
    ]
    same = counted(counts["same"], "sentence") + " the same"
    return f"{', '.join(changed)}; {same}" if changed else f"no sentence has changed; {same}"
