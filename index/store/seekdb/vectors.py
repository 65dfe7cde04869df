"""Convert vectors to the forms that the server keeps, and compare them."""

from collections.abc import Sequence

import numpy as np

from index.types import Vectors


def as_text(vector: Vectors) -> str:
    """Return a vector in the form that SQL reads, to the last bit of its 32-bit numbers."""
    return "[" + ",".join(f"{number:.9g}" for number in vector.tolist()) + "]"


def as_array(vectors: Sequence[bytes], dimension: int) -> Vectors:
    """Return vectors from the bytes of their 32-bit numbers; shape (n, dimension)."""
    return np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, dimension).astype(np.float32)


def cosines(vectors: Sequence[bytes], question: Vectors) -> Vectors:
    """Return the cosine of each vector with the question's; shape (n,)."""
    # Not by "@", whose last bit depends on where a row stands: equal vectors are to be ties.
    own = as_array(vectors, len(question))
    return np.asarray(np.einsum("ij,j->i", own, question), dtype=np.float32)
