"""Count the terms of a generation, and give passages their share of a question's terms.

The server selects passages by their terms. What a passage is worth is computed here, by the
formula of the local store (BM25 with k1 = 1.2 and b = 0.75; Robertson and Zaragoza, 2009), so that
both stores give the same numbers.
"""

import base64
import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

_K1, _B = 1.2, 0.75
_TOKEN_BYTES = 8


@lru_cache(maxsize=1 << 16)
def token(term: str) -> str:
    """Return the token of a term: 13 letters and digits of its hash, whatever the term holds."""
    digest = hashlib.blake2b(term.encode(), digest_size=_TOKEN_BYTES).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _number(one: str) -> int:
    padded = one.upper() + "=" * (-len(one) % 8)
    return int.from_bytes(base64.b32decode(padded), "big")


def _lengths() -> list[int]:
    """Return the lengths that the local store tells apart: a longer passage counts as the next.

    They are those of an 8-bit float with 4 bits of mantissa, as Lucene's SmallFloat defines it.
    """
    lengths = list(range(24))
    for code in range(256 - 24):
        bits, shift = code & 7, (code >> 3) - 1
        lengths.append(24 + (bits if shift < 0 else (bits | 8) << shift))
    return lengths


_LENGTHS = _lengths()


class TermStatistics:
    """In how many passages of a generation each term occurs, and how long the passages are."""

    def __init__(
        self,
        tokens: npt.NDArray[np.uint64],
        holders: npt.NDArray[np.uint32],
        passages: int,
        terms: int,
    ) -> None:
        """Keep the counts.

        Args:
            tokens: of the terms, as numbers, ascending.
            holders: the number of passages with each.
            passages: number of passages.
            terms: number of terms of all passages together.
        """
        self._tokens, self._holders = tokens, holders
        self.passages, self.terms = passages, terms

    @classmethod
    def empty(cls) -> Self:
        """Return the statistics of no passages."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.uint32), 0, 0)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the statistics from a file that was verified."""
        with np.load(path, allow_pickle=False) as arrays:
            passages, terms = arrays["totals"].tolist()
            return cls(arrays["tokens"], arrays["holders"], passages, terms)

    def save(self, path: Path) -> None:
        """Write the statistics to a new file; equal ones give equal bytes."""
        totals = np.array([self.passages, self.terms], dtype=np.int64)
        with path.open("wb") as stream:
            np.savez(stream, tokens=self._tokens, holders=self._holders, totals=totals)

    def changed(self, holders: Mapping[str, int], passages: int, terms: int) -> Self:
        """Return the statistics after changes, which are added: negative ones are of what left."""
        of = {_number(one): count for one, count in holders.items() if count}
        added = np.fromiter(of, np.uint64, len(of))
        counts = np.fromiter(of.values(), np.int64, len(of))
        tokens, place = np.unique(np.concatenate([self._tokens, added]), return_inverse=True)
        total = np.zeros(len(tokens), np.int64)
        np.add.at(total, place, np.concatenate([self._holders.astype(np.int64), counts]))
        held = total > 0
        return type(self)(
            tokens[held],
            total[held].astype(np.uint32),
            self.passages + passages,
            self.terms + terms,
        )

    def holders(self, terms: Iterable[str]) -> dict[str, int]:
        """Return the number of passages that hold each term."""
        found = {}
        for term in terms:
            number = np.uint64(_number(token(term)))
            at = int(np.searchsorted(self._tokens, number))
            held = at < len(self._tokens) and self._tokens[at] == number
            found[term] = int(self._holders[at]) if held else 0
        return found

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term."""
        return {
            term: log(1 + (self.passages - held + 0.5) / (held + 0.5))
            for term, held in self.holders(terms).items()
        }

    def shares(self, terms: Sequence[str], held: Iterable[str]) -> list[float]:
        """Return the share of each passage: its BM25 score over the highest possible one.

        Args:
            terms: of the question, without repetition.
            held: the tokens of each passage's terms, separated by spaces.
        """
        rarity = self.rarity(terms)
        weights = {token(term): weight for term, weight in rarity.items()}
        most = (_K1 + 1) * sum(weights.values())
        return [self._score(weights, words.split()) / most if most else 0.0 for words in held]

    def _score(self, weights: Mapping[str, float], words: Sequence[str]) -> float:
        counts = Counter(word for word in words if word in weights)
        if not counts:
            return 0.0
        length = _LENGTHS[bisect_right(_LENGTHS, len(words)) - 1]
        norm = _K1 * (1 - _B + _B * length * self.passages / self.terms)
        return sum(
            weight * counts[word] * (_K1 + 1) / (counts[word] + norm)
            for word, weight in weights.items()
            if word in counts
        )
