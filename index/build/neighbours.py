"""Average the vector of a sentence with the vectors of its neighbours.

The subject of a sentence such as "It was revised in 1960." is in its neighbours. Its window vector
is ((1 - w) v + w p), scaled to length 1, where v is the vector of the sentence and p the mean,
scaled to length 1, of the vectors of the previous sentence, itself and the next. bench/README.md
reports the gain.
"""

import numpy as np

from index.types import Vectors

CONTEXT_VERSION = "1"
"""Version of the formula; raise it when the formula changes, so that vectors do not mix."""

WINDOW_WEIGHT = 0.4


def with_neighbours(vectors: Vectors) -> Vectors:
    """Return the window vectors of a report's sentences.

    Args:
        vectors: unit vectors of all sentences, in order; shape (n, dimension).

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
