from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from index.context import with_neighbours
from index.embedding import Vectors
from index.vectors import VectorIndex


def unit(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def test_search_is_exact_and_survives_a_save(tmp_path: Path) -> None:
    vectors, questions = unit(300, 1), unit(7, 2)
    VectorIndex.of(vectors).save(tmp_path / "v")
    loaded = VectorIndex.load(tmp_path / "v")
    exact = questions @ vectors.T
    for scores, (rows, found) in zip(exact, loaded.search(questions, 10), strict=True):
        assert rows.tolist() == np.argsort(-scores)[:10].tolist()
        np.testing.assert_allclose(found, np.sort(scores)[::-1][:10], atol=1e-6)
    np.testing.assert_array_equal(loaded.vectors(np.array([5, 3])), vectors[[5, 3]])


def test_a_filter_is_exact() -> None:
    vectors, questions = unit(300, 3), unit(5, 4)
    allowed = [*range(20, 40), *range(100, 103)]
    exact = (questions @ vectors.T)[:, allowed]
    hits = VectorIndex.of(vectors).search(questions, 50, [range(20, 40), range(100, 103)])
    for scores, (rows, _) in zip(exact, hits, strict=True):
        assert rows.tolist() == [allowed[at] for at in np.argsort(-scores)]


def test_equal_vectors_come_in_order_of_row() -> None:
    vectors = np.repeat(unit(1, 5), 6, axis=0)
    ((rows, _),) = VectorIndex.of(vectors).search(vectors[:1], 6)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"no index at all")
    with pytest.raises(IndexDamaged, match="build_index"):
        VectorIndex.load(tmp_path / "v")


def test_neighbours_lend_their_meaning_by_the_formula() -> None:
    vectors = unit(4, 6)
    made = with_neighbours(vectors)
    pooled = vectors[0] + vectors[1] + vectors[2]
    expected = 0.6 * vectors[1] + 0.4 * pooled / np.linalg.norm(pooled)
    np.testing.assert_allclose(made[1], expected / np.linalg.norm(expected), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(with_neighbours(vectors[:1]), vectors[:1], atol=1e-6)
