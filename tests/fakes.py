"""A small real embedder for tests: it finds sentences by their words, and never loads torch."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from index.types import ModelIdentity, Vectors
from index.words.terms import terms

_DIMENSION = 128
WORDS_READ = 200
"""A longer text is read in parts."""


@cache
def _direction(term: str) -> npt.NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8])
    return np.random.default_rng(seed).standard_normal(_DIMENSION)


class BagOfWords:
    """Embeds a text as the sum of fixed random directions of its terms."""

    def __init__(self, name: str = "bag-of-words") -> None:
        self.identity = ModelIdentity(name, hashlib.sha256(name.encode()).hexdigest())
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        self.encoded += texts
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        vectors[:, 0] = 1e-3  # a text without terms has a direction too
        for at, text in enumerate(texts):
            for term in terms(text):
                vectors[at] += _direction(term.text)
            vectors[at] /= np.linalg.norm(vectors[at])
        if done:
            done(len(texts))
        return vectors

    def parts(self, text: str) -> list[str]:
        words = text.split(" ")
        return [" ".join(words[at : at + WORDS_READ]) for at in range(0, len(words), WORDS_READ)]
