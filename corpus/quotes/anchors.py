"""Name each sentence of a report by its words, so that a link finds it in a changed text.

An anchor such as ``mu3mmntlqdlv`` has twelve characters: eight are a hash of the sentence, two of
the sentence before it, and two of the sentence after it. The eight find the sentence wherever it
stands. The others tell a sentence that the report repeats from its copies, and so does the end of
``mu3mmntlqdlv-2-5``, the second of five. Hashes are of folded text, so that a change of typography
keeps the anchor. Links that were printed hold anchors: what a hash is made of must not change.
"""

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256

from corpus.report import Passage
from corpus.text.fold import fold

ANCHOR = "[a-z2-7]{12}(?:-[1-9][0-9]{0,8}-[1-9][0-9]{0,8})?"
"""An anchor, as a regular expression."""
_WORDS = 8
"""Length of the part that is made of the sentence alone."""
_SIDE = 2
_PARTS = re.compile(rf"(.{{{_WORDS}}})(.{{{_SIDE}}})(.{{{_SIDE}}})(?:-(\d+)-(\d+))?")


def folded_sentence(quote: str) -> str:
    """Return the form of a sentence that does not depend on its typography."""
    return " ".join(fold(quote).text.split()) or quote


def words_of(anchor: str) -> str:
    """Return the part of an anchor that is made of the words of its sentence."""
    return anchor[:_WORDS]


def anchors_of(passages: Iterable[Passage]) -> list[str]:
    """Return the anchors of all sentences of a report, which come in order.

    Automatic numbers do not count: one more item in a list changes those of the items below it.
    """
    hashes = [_hash(own_text(passage)) for passage in passages]
    counts, seen = Counter(hashes), Counter[str]()
    found = []
    for at, words in enumerate(hashes):
        seen[words] += 1
        before = hashes[at - 1] if at else _nothing()
        after = hashes[at + 1] if at + 1 < len(hashes) else _nothing()
        count = f"-{seen[words]}-{counts[words]}" if counts[words] > 1 else ""
        found.append(f"{words}{before[:_SIDE]}{after[:_SIDE]}{count}")
    return found


def find_anchor(anchors: Sequence[str], anchor: str) -> int | None:
    """Return the number of the sentence that an anchor names, or None.

    Of the copies of a sentence it is the one of the same ordinal, if as many copies are left.
    Otherwise the sentences beside it decide, and then the nearest ordinal.

    Args:
        anchors: of all sentences of the report, in order.
    """
    copies = [at for at, one in enumerate(anchors, 1) if same_words(one, anchor)]
    if len(copies) < 2:
        return copies[0] if copies else None
    _, before, after, ordinal, count = _parts(anchor)
    if count == len(copies):
        return copies[ordinal - 1]

    def worth(nth: int) -> tuple[int, int, int]:
        _, own_before, own_after, own, _ = _parts(anchors[copies[nth] - 1])
        beside = (before == own_before) + (after == own_after)
        return beside, -abs(own - ordinal), -own

    return copies[max(range(len(copies)), key=worth)]


def is_sure(anchors: Sequence[str], anchor: str, number: int) -> bool:
    """Return whether ``find_anchor`` finds the very sentence, and not perhaps a copy of it.

    It does where no copy came or went, or where the sentence stands between the same sentences and
    has its number. The sentences beside it alone are no proof: those of a copy that is gone may
    have been the same, as in tables.

    Args:
        number: of the sentence when the anchor was made.
    """
    copies = sum(same_words(one, anchor) for one in anchors)
    unmoved = number <= len(anchors) and same_place(anchors[number - 1], anchor)
    return unmoved or _parts(anchor)[4] == copies


def same_words(anchor: str, other: str) -> bool:
    """Return whether two anchors name sentences of the same words."""
    return words_of(anchor) == words_of(other)


def same_place(anchor: str, other: str) -> bool:
    """Return whether two anchors name the same sentence between the same sentences."""
    return anchor[: _WORDS + 2 * _SIDE] == other[: _WORDS + 2 * _SIDE]


def _parts(anchor: str) -> tuple[str, str, str, int, int]:
    found = _PARTS.fullmatch(anchor)
    if found is None:
        raise ValueError(f"{anchor!r} does not have the form of an anchor")
    words, before, after, ordinal, count = found.groups("1")
    return words, before, after, min(int(ordinal), int(count)), int(count)


def own_text(passage: Passage) -> str:
    """Return the words of a sentence without what programs draw, unless nothing else is left."""
    kept, at = [], passage.start
    for start, end in passage.drawn:
        kept.append(passage.quote[at - passage.start : start - passage.start])
        at = end
    kept.append(passage.quote[at - passage.start :])
    return "".join(kept) if "".join(kept).strip() else passage.quote


def _hash(sentence: str) -> str:
    digest = sha256(folded_sentence(sentence).encode()).digest()
    return b32encode(digest[:5]).decode().lower()


@cache
def _nothing() -> str:
    """Return the hash of what stands before the first sentence and after the last one."""
    return _hash("")
