"""Give a sentence's vector some of its neighbours' meaning.

A sentence such as "It was revised in 1960." says what it is about only beside
its neighbours. Its vector is averaged with the pooled vector of the window
that it stands in: ((1 - w) v + w p) / |…| with p the mean of the vectors of
the previous sentence, itself and the next. bench/README.md has what it gains.
"""

import numpy as np

from index.types import Vectors

CONTEXT_VERSION = "1"
"""Raise it with every change of the formula: the index's fingerprint holds it."""

WINDOW_WEIGHT = 0.4


def with_neighbours(vectors: Vectors) -> Vectors:
    """Return the vectors of one report's sentences, each leaning towards its neighbours.

    Args:
        vectors: unit vectors of consecutive sentences; shape (n, dimension).

    Returns:
        Unit vectors of the same shape.
    """
    pooled = vectors.copy()
    pooled[1:] += vectors[:-1]
    pooled[:-1] += vectors[1:]
    pooled = _unit(pooled)
    return _unit((1 - WINDOW_WEIGHT) * vectors + WINDOW_WEIGHT * pooled)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
