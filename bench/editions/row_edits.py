"""Make the edits of rows of tables."""

import random
import re
from binascii import crc32
from collections import Counter
from collections.abc import Sequence

from bench.editions.edits import OTHER_WORDS, Edit, renumbered
from bench.editions.sentences import Sentence, letters, tables

_SHARE = 0.3
"""Share of the rows that are edited."""
_FAR = 3
"""Least rows between the old and the new place of one that is moved."""
_LEAST_ROWS = 4
_KINDS = ("number", "new", "gone", "moved")
ROW_KINDS = tuple(f"row {kind}" for kind in _KINDS)
_TOKEN = re.compile(r"\d|[^\W\d_]{3,}")


def choose_row_edits(
    sentences: Sequence[Sentence], free: frozenset[int], chance: random.Random
) -> list[Edit]:
    """Return edits of rows; no row is in two.

    Args:
        free: places that may be edited. The first row of a table is left as it is.
    """
    counts = Counter(letters(one.text) for one in sentences)
    edits: list[Edit] = []
    for rows in tables(sentences):
        places = [at for at in rows[1:] if at in free]
        if len(rows) < _LEAST_ROWS or not places:
            continue
        chance.shuffle(places)
        wanted, taken = max(1, round(_SHARE * len(places))), set[int]()
        for at in places:
            if wanted <= 0 or at in taken or counts[letters(sentences[at].text)] > 1:
                continue
            kind = _KINDS[len(edits) % len(_KINDS)]
            edit = _edit(kind, at, sentences, [one for one in places if one not in taken], chance)
            if edit is not None:
                taken.update(edit.old, [edit.to] if edit.to >= 0 else [])
                edits.append(edit)
                wanted -= 1
    return edits


def _edit(
    kind: str, at: int, sentences: Sequence[Sentence], places: Sequence[int], chance: random.Random
) -> Edit | None:
    row = sentences[at]
    if kind == "gone":
        return Edit("gone", (at,), is_row=True)
    if kind == "new":
        made = other_row(row.text)
        cells = tuple(map(other_row, row.cells))
        return (
            Edit("new", (at,), (row.holding(made, cells),), is_row=True)
            if made != row.text
            else None
        )
    if kind == "moved":
        far = [one for one in places if abs(one - at) > _FAR]
        return Edit("moved", (at,), (), chance.choice(far), is_row=True) if far else None
    cells = tuple(row.cells)
    numbered = [(number, renumbered(cell, chance, words=0)) for number, cell in enumerate(cells)]
    changed = [(number, cell) for number, cell in numbered if cell]
    if not changed or not re.search(r"[^\W\d_]{3}", row.text):
        return None
    number, cell = chance.choice(changed)
    cells = (*cells[:number], cell, *cells[number + 1 :])
    return Edit("number", (at,), (row.holding(" ".join(cells), cells),), is_row=True)


def other_row(text: str) -> str:
    """Return a text with other words and figures of the same form."""
    return _TOKEN.sub(_other, text)


def _other(match: re.Match[str]) -> str:
    token = match[0]
    if token.isdigit():
        return str((int(token) + 3) % 9 + 1)
    other = OTHER_WORDS[crc32(token.encode()) % len(OTHER_WORDS)]
    return other.capitalize() if token[0].isupper() else other
