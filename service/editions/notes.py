"""Keep footnotes apart from the text, whose order does not depend on where its pages end."""

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet

Notes = tuple[AbstractSet[int] | None, AbstractSet[int] | None]
"""Places of the footnotes in two editions; None where they are not known."""


def notes_last(
    keys: tuple[Sequence[Hashable], Sequence[Hashable]], notes: Notes
) -> tuple[list[int], list[int]]:
    """Return the places of the sentences of both editions, those of footnotes last.

    A footnote stands at the foot of its page: other pages put it between other sentences. What is
    a footnote in one edition is taken for one in the other, which may not know its notes. Only
    where the text has copies of it, each edition says so for itself.

    Args:
        keys: what equal sentences have in common.
    """
    found, copies = set[Hashable](), set[Hashable]()
    for own, places in zip(keys, notes, strict=True):
        if places is not None:
            of_notes = {own[at] for at in places}
            found |= of_notes
            copies |= of_notes & {key for at, key in enumerate(own) if at not in places}
    found -= copies
    old, new = (_last(own, found, places) for own, places in zip(keys, notes, strict=True))
    return old, new


def _last(
    keys: Sequence[Hashable], found: AbstractSet[Hashable], places: AbstractSet[int] | None
) -> list[int]:
    return sorted(range(len(keys)), key=lambda at: keys[at] in found or at in (places or ()))
