"""Find runs of letters that many needles share with a long text, at the speed of numpy."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from corpus.quotes.skeleton import skeleton

Letters = npt.NDArray[np.uint8]
"""A skeleton, one byte a character, with ``PADDING`` zeros behind it."""
Keys = npt.NDArray[np.int64]
"""Needle and start of the needle in the text, packed by ``packed``."""

PADDING = 16
_WORD, _LONG, _LONG_FROM = 8, 12, 48
_MIX, _MIX_TOO = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SLOT_BITS = 21
_SHIFT = np.uint64(64 - _SLOT_BITS)
_AT_ONCE = 1 << 18
_BIAS, _NEEDLE_BITS = 1 << 24, 40
"""A start may lie before the text by the length of a needle, which is less than the bias."""


def letters_of(letters: str) -> Letters:
    """Return a skeleton as bytes; characters beyond ASCII keep their low byte."""
    if letters.isascii():
        codes = np.frombuffer(letters.encode("ascii"), np.uint8)
    else:
        codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint8)
    return np.concatenate([codes, np.zeros(PADDING, np.uint8)])


def positions_of(text: str) -> Keys:
    """Return where each character of a text's skeleton stands in the text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    known = np.unique(codes)
    sizes = np.array([len(skeleton(chr(code))) for code in known.tolist()], np.int64)
    return np.repeat(np.arange(len(codes)), sizes[np.searchsorted(known, codes)])


def width_of(length: int) -> int:
    """Return the length of the runs by which a needle of this many letters is found."""
    return _LONG if length >= _LONG_FROM else min(length, _WORD)


def needle_of(keys: Keys) -> Keys:
    """Return the needles of keys."""
    return keys >> _NEEDLE_BITS


def start_of(keys: Keys) -> Keys:
    """Return where in the text the needles of keys would start; this may be before the text."""
    return (keys & ((1 << _NEEDLE_BITS) - 1)) - _BIAS


class Grams:
    """The runs of one width of all needles of that width."""

    def __init__(self, width: int, needles: Sequence[tuple[int, Letters]]) -> None:
        """Index the runs.

        Args:
            needles: each with its number; all have this ``width_of``.
        """
        self._width = width
        counts = [len(letters) - PADDING - width + 1 for _, letters in needles]
        runs = np.concatenate(
            [
                self._runs(letters, 0, count)
                for (_, letters), count in zip(needles, counts, strict=True)
            ]
        )
        # What is added to a position in a text gives the key of the needle that starts there.
        owners = np.concatenate(
            [
                (number << _NEEDLE_BITS) + _BIAS - np.arange(count, dtype=np.int64)
                for (number, _), count in zip(needles, counts, strict=True)
            ]
        )
        order = np.argsort(runs, kind="stable")
        self._owners = owners[order]
        self._known, self._first, self._count = np.unique(
            runs[order], return_index=True, return_counts=True
        )
        self._slots = np.zeros(1 << _SLOT_BITS, np.bool_)
        self._slots[_slot(self._known)] = True

    def keys(self, letters: Letters) -> Iterator[Keys]:
        """Yield a key for each run of a needle at each place of a text, in parts of the text."""
        size = len(letters) - PADDING
        for low in range(0, size, _AT_ONCE):
            runs = self._runs(letters, low, min(size, low + _AT_ONCE))
            at = np.flatnonzero(self._slots[_slot(runs)])
            runs = runs[at]
            known = np.searchsorted(self._known, runs)
            known[known == len(self._known)] = 0
            same = self._known[known] == runs
            at, known = at[same] + low, known[same]
            count = self._count[known]
            # The owners of each run: first, first + 1, … first + count - 1.
            before = np.cumsum(count) - count
            owner = np.arange(count.sum()) + np.repeat(self._first[known] - before, count)
            yield self._owners[owner] + np.repeat(at, count)

    def _runs(self, letters: Letters, low: int, high: int) -> npt.NDArray[np.uint64]:
        """Return a number for the run of letters at each place: the same for equal runs."""
        runs = _words(letters, low, high)
        if self._width == _LONG:
            return (
                runs * _MIX + _words(letters, low + _LONG - _WORD, high + _LONG - _WORD) * _MIX_TOO
            )
        return runs & np.uint64((1 << 8 * self._width) - 1)


def _words(letters: Letters, low: int, high: int) -> npt.NDArray[np.uint64]:
    """Return the eight letters at each place as one number."""
    return np.ndarray((high - low,), "<u8", letters.data, offset=low, strides=(1,))


def _slot(runs: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return ((runs * _MIX) >> _SHIFT).view(np.int64)
