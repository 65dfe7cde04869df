import logging
from pathlib import Path

import numpy as np
import pytest

import index.store.local.vector_writer
from corpus.errors import IndexDamaged
from index.build.neighbours import with_neighbours
from index.store.local.vector_writer import VectorWriter
from index.store.local.vectors import VectorIndex
from index.store.manifest import Recall
from index.types import Vectors

HALF_PRECISION = 1e-3


def unit(count: int, seed: int, dimension: int = 16) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def like_sentences(count: int, seed: int) -> Vectors:
    """Return vectors that lie near few directions, as those of sentences do."""
    near = unit(count, seed) @ unit(16, 100, 64) + 0.3 * unit(count, seed + 1000, 64)
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True))


def written(path: Path, vectors: Vectors, exact_up_to: int) -> tuple[VectorIndex, Recall | None]:
    writer = VectorWriter(path, exact_up_to)
    for first in range(0, len(vectors), 70):
        writer.add(vectors[first : first + 70])
    assert len(writer) == len(vectors)
    recall = writer.write()
    return VectorIndex.load(path), recall


@pytest.fixture
def exact(tmp_path: Path) -> VectorIndex:
    return written(tmp_path / "exact", unit(300, 1), exact_up_to=300)[0]


@pytest.fixture(scope="module")
def many() -> Vectors:
    return like_sentences(5000, 7)


@pytest.fixture(scope="module")
def coded(many: Vectors, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    return written(tmp_path_factory.mktemp("coded") / "v", many, exact_up_to=4999)[0]


def test_a_small_index_is_exact_and_survives_its_file(exact: VectorIndex) -> None:
    vectors, questions = unit(300, 1), unit(7, 2)
    assert exact.is_exact
    assert exact.recall() is None
    for scores, (rows, found) in zip(
        questions @ vectors.T, exact.search(questions, 10), strict=True
    ):
        assert rows.tolist() == np.argsort(-scores)[:10].tolist()
        np.testing.assert_allclose(found, np.sort(scores)[::-1][:10], atol=1e-6)
    np.testing.assert_array_equal(exact.vectors(np.array([5, 3])), vectors[[5, 3]])


def test_a_filter_is_exact(exact: VectorIndex) -> None:
    questions = unit(5, 4)
    allowed = [*range(20, 40), *range(100, 103)]
    hits = exact.search(questions, 50, [range(20, 40), range(100, 103)])
    for scores, (rows, _) in zip((questions @ unit(300, 1).T)[:, allowed], hits, strict=True):
        assert rows.tolist() == [allowed[at] for at in np.argsort(-scores)]


def test_equal_vectors_come_in_order_of_row(tmp_path: Path) -> None:
    vectors = np.repeat(unit(1, 5), 6, axis=0)
    index, _ = written(tmp_path / "v", vectors, exact_up_to=6)
    ((rows, _),) = index.search(vectors[:1], 6)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"no index at all")
    with pytest.raises(IndexDamaged, match=f"{tmp_path}/v cannot be read"):
        VectorIndex.load(tmp_path / "v")


def test_a_large_index_finds_what_an_exact_search_finds(coded: VectorIndex, many: Vectors) -> None:
    questions = like_sentences(50, 8)
    assert not coded.is_exact
    true = np.argsort(-(questions @ many.T), axis=1)
    found = np.array([rows for rows, _ in coded.search(questions, 10)])
    shares = [len({*mine} & {*best[:10]}) / 10 for mine, best in zip(found, true, strict=True)]
    assert np.mean(shares) >= 0.98
    # Without the exact second look, four bits would not do.
    codes = coded._index.base_index  # type: ignore[attr-defined]
    coarse = codes.search(questions, 10)[1]
    assert (
        np.mean([len({*mine} & {*best[:10]}) / 10 for mine, best in zip(coarse, true, strict=True)])
        < 0.9
    )


def test_scores_and_vectors_of_a_large_index_are_right_to_half_precision(
    coded: VectorIndex, many: Vectors
) -> None:
    questions = like_sentences(20, 9)
    for question, (rows, scores) in zip(questions, coded.search(questions, 100), strict=True):
        np.testing.assert_allclose(scores, many[rows] @ question, atol=HALF_PRECISION)
        np.testing.assert_allclose(coded.vectors(rows) @ question, scores, atol=1e-6)
        assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize(
    "allowed",
    [[range(17, 40)], [range(2500)], [range(1, 5000)], [range(3, 50), range(4000, 4001)]],
    ids=["one", "half", "all but one", "two"],
)
def test_a_filter_of_a_large_index_is_exact(
    coded: VectorIndex, many: Vectors, allowed: list[range]
) -> None:
    rows = np.concatenate([np.arange(part.start, part.stop) for part in allowed])
    stored = coded.vectors(np.arange(len(many)))
    questions = like_sentences(10, 10)
    for question, (found, scores) in zip(
        questions, coded.search(questions, 100, allowed), strict=True
    ):
        exact = stored[rows] @ question
        best = np.sort(exact)[::-1][:100]
        assert set(found) <= set(rows)
        np.testing.assert_allclose(scores, best, atol=1e-6)


def test_the_same_vectors_give_the_same_file(tmp_path: Path, many: Vectors) -> None:
    for name in ("one", "two"):
        written(tmp_path / name, many, exact_up_to=100)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_the_recall_of_the_file_is_that_of_the_build(tmp_path: Path, many: Vectors) -> None:
    index, recall = written(tmp_path / "v", many, exact_up_to=100)
    assert recall is not None
    assert recall == index.recall()
    questions = index._test_queries()
    exact = np.sort(questions @ many.T, axis=1)[:, -10:]
    found = np.array([scores[:10] for _, scores in index.search(questions, 10)])
    share = np.mean(found >= exact[:, :1] - HALF_PRECISION)
    assert recall.at_10 == pytest.approx(share, abs=0.02)


def test_an_index_that_finds_too_little_is_made_exact_and_says_so(
    tmp_path: Path,
    many: Vectors,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(index.store.search_check, "MIN_RECALL_AT_10", 1.01)
    with caplog.at_level(logging.WARNING):
        made, recall = written(tmp_path / "v", many, exact_up_to=100)
    assert recall is None
    assert made.is_exact
    assert "searches exactly" in caplog.text
    np.testing.assert_array_equal(made.vectors(np.arange(9)), many[:9])


def test_a_dimension_that_cannot_be_coded_is_searched_exactly(tmp_path: Path) -> None:
    made, recall = written(tmp_path / "v", unit(400, 3, 17), exact_up_to=100)
    assert made.is_exact
    assert recall is None


def test_vectors_that_are_not_written_leave_nothing_behind(tmp_path: Path) -> None:
    writer = VectorWriter(tmp_path / "v", 10)
    writer.add(unit(5, 1))
    writer.close()
    assert not list(tmp_path.iterdir())


def test_neighbours_lend_their_meaning_by_the_formula() -> None:
    vectors = unit(4, 6)
    made = with_neighbours(vectors)
    pooled = vectors[0] + vectors[1] + vectors[2]
    expected = 0.6 * vectors[1] + 0.4 * pooled / np.linalg.norm(pooled)
    np.testing.assert_allclose(made[1], expected / np.linalg.norm(expected), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(with_neighbours(vectors[:1]), vectors[:1], atol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 40, 101])
def test_any_number_of_vectors_can_be_searched_when_codes_are_wanted_for_all(
    tmp_path: Path, count: int
) -> None:
    vectors = unit(count, 1)
    index, _ = written(tmp_path / "v", vectors, exact_up_to=0)
    found = index.search(vectors, 1)
    assert [int(rows[0]) for rows, _ in found] == list(range(count))
