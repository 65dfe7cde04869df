"""Write what a watch found as a record."""

from collections.abc import Sequence
from typing import Any

from service.editions.changes import Change
from service.editions.comparison import Comparison
from service.editions.editions import Edition
from service.editions.word_diff import Piece
from service.records.canonical import identified

RECORD_TYPE = "pincite/watch/1"


def editions_record(compared: Sequence[Comparison]) -> dict[str, Any]:
    """Return the record of comparisons of editions, with its id."""
    return identified({"type": RECORD_TYPE, "editions": list(map(comparison_dict, compared))})


def comparison_dict(compared: Comparison) -> dict[str, Any]:
    """Return a comparison as a JSON object; sentences that are the same are only counted."""
    return {
        "old": edition_dict(compared.old),
        "new": edition_dict(compared.new),
        "counts": dict(compared.counts),
        "changes": [_change_dict(compared, change) for change in compared.alignment.changed],
    }


def edition_dict(edition: Edition) -> dict[str, Any]:
    """Return an edition as a JSON object, without its sentences."""
    source = edition.source
    return {
        "report": source.id,
        "title": source.title,
        "number": source.number,
        "date": source.date,
        "source_sha256": edition.source_sha256,
        "text_sha256": edition.text_sha256,
        "sentences": len(edition.sentences),
    }


def pieces_list(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Return the pieces of a word diff as JSON objects."""
    return [{"kind": one.kind, "text": one.text, "number": one.number} for one in pieces]


def _change_dict(compared: Comparison, change: Change) -> dict[str, Any]:
    old, new = compared.sentences(change)
    both = bool(old and new) and change.kind != "moved"
    return {
        "kind": change.kind,
        "moved": change.moved,
        "numbers": change.numbers,
        "likeness": change.likeness if old and new else None,
        "old_sentences": [at + 1 for at in change.old],
        "new_sentences": [at + 1 for at in change.new],
        "old_quotes": [one.quote for one in old],
        "new_quotes": [one.quote for one in new],
        "diff": pieces_list(compared.diff(change)) if both else [],
    }
