"""Hold the letters of the words that a scan looks for, and find where a text has them."""

from collections.abc import Sequence

import numpy as np

from corpus.quotes.skeleton import skeleton
from service.citecheck.quotations.grams import PADDING, Grams, Keys, Letters, letters_of, width_of


class Needles:
    """The letters of words, each once; ``add`` them all, then call ``prepare``."""

    def __init__(self) -> None:
        """Start without needles."""
        self.lengths: Keys = np.array([], np.int64)
        self.runs: Keys = self.lengths
        self._numbers: dict[bytes, int] = {}
        self._letters: list[Letters] = []
        self._grams: Sequence[Grams] = ()

    def __len__(self) -> int:
        return len(self._letters)

    def add(self, text: str, shortest: int) -> int | None:
        """Return the number of the needle of some words; None where it would be too short.

        Args:
            shortest: least number of letters and digits.
        """
        letters = letters_of(skeleton(text))
        if len(letters) < PADDING + shortest:
            return None
        number = self._numbers.setdefault(letters.tobytes(), len(self._letters))
        if number == len(self._letters):
            self._letters.append(letters)
        return number

    def prepare(self) -> None:
        """Index the runs of all needles.

        Afterwards ``lengths`` holds the letters of each needle, and ``runs`` its number of runs.
        """
        self.lengths = np.array([len(one) - PADDING for one in self._letters], np.int64)
        widths = [width_of(int(length)) for length in self.lengths]
        self.runs = self.lengths - np.array(widths, np.int64) + 1
        self._grams = [
            Grams(width, [(n, self._letters[n]) for n, own in enumerate(widths) if own == width])
            for width in sorted(set(widths))
        ]

    def counted(self, letters: Letters) -> tuple[Keys, Keys] | None:
        """Return where needles may start in a text, and how many of their runs stand there.

        Returns:
            None where the text has no run of any needle.
        """
        parts = [keys for grams in self._grams for keys in grams.keys(letters)]
        if not parts or not any(map(len, parts)):
            return None
        return np.unique(np.concatenate(parts), return_counts=True)
