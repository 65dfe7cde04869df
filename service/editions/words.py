"""Read a sentence for its comparison with those of another edition."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.quotes.tokens import Tokens, is_line_end_hyphen, tokens

_COUNTS = ("word", "number", "raised", "sign", "symbol", "other")
"""Kinds of the tokens that make two sentences alike; punctuation does not."""
ADDRESS = "://"
"""A sentence with it has an address."""
_UNIT_LETTERS = 3
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""A letter of Thai, Lao, Burmese, Khmer, Japanese or Chinese."""
_FIRST_CODE = 0x10000
"""Codes above it name words: rapidfuzz compares texts much faster than lists."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as the comparison reads it.

    Attributes:
        key: what equal sentences have in common: their tokens without typography, and in a
            sentence with an address without spaces.
        loose: the same without hyphens inside words.
        broken: whether a line ends at a hyphen, which may be no part of the word.
        counting: keys of the tokens that make two sentences alike; all of them if none do.
        letters: of these, those of words.
    """

    key: tuple[str, ...]
    loose: tuple[str, ...]
    broken: bool
    counting: tuple[str, ...]
    letters: tuple[str, ...]


def words_of(sentence: str) -> Words:
    """Return the words of a sentence.

    Markers of Markdown and the raised marks of notes do not count: one more note in a report
    changes the marks of all that follow.
    """
    found = tokens(sentence)
    kept = [at for at in range(len(found)) if not _is_mark(found, at)]
    key = tuple(found.keys[at] for at in kept)
    counting = _parts(found.keys[at] for at in kept if found.kinds[at] in _COUNTS)
    letters = _parts(found.keys[at] for at in kept if found.kinds[at] == "word")
    loose = _without_hyphens(found, kept)
    if ADDRESS in sentence:
        # A line may end anywhere in a long address, and a reader may take its end for a space.
        key, loose = ("".join(key),), ("".join(loose),)
    broken = any(found.kinds[at] == "dash" and is_line_end_hyphen(found, at) for at in kept)
    return Words(key, loose, broken, counting or key, letters)


def same_keys(
    old: Sequence[Words], new: Sequence[Words]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return for each sentence of both editions what it has in common with equal ones.

    A hyphen at the end of a line is compared with and without: "co-⏎located" is "co-located" and
    "colocated", which are two otherwise.
    """
    broken = {one.loose for edition in (old, new) for one in edition if one.broken}

    def key(one: Words) -> tuple[str, ...]:
        return one.loose if one.loose in broken else one.key

    return list(map(key, old)), list(map(key, new))


class Codes:
    """Writes keys of tokens as texts of one character each."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def text(self, keys: Iterable[str]) -> str:
        """Return a text with a character for each key; equal keys have the same one."""
        codes = self._codes
        return "".join(codes.setdefault(key, chr(_FIRST_CODE + len(codes))) for key in keys)


def _parts(keys: Iterable[str]) -> tuple[str, ...]:
    """Return words; of a script without spaces, each letter."""
    return tuple(part for key in keys for part in (key if _UNSPACED.search(key) else (key,)))


def _is_mark(found: Tokens, at: int) -> bool:
    """Tell whether a token is a marker or the raised mark of a note; the false alarm is km²."""
    if found.kinds[at] != "raised" or not at:
        return found.kinds[at] == "marker"
    before = found.kinds[at - 1]
    if before == "word" and len(found.keys[at - 1]) <= _UNIT_LETTERS:
        return found.form(at) not in {"²", "³"}
    return before not in {"number", "symbol", "sign"}


def _without_hyphens(found: Tokens, kept: Sequence[int]) -> tuple[str, ...]:
    keys: list[str] = []
    glue = False
    for at in kept:
        inside = (
            found.kinds[at] == "dash"
            and 0 < at < len(found) - 1
            and found.ends[at - 1] == found.starts[at]
            and found.kinds[at - 1] == found.kinds[at + 1] == "word"
        )
        if inside and (found.ends[at] == found.starts[at + 1] or is_line_end_hyphen(found, at)):
            glue = True
        elif glue:
            keys[-1] += found.keys[at]
            glue = False
        else:
            keys.append(found.keys[at])
    return tuple(keys)
