import json
from pathlib import Path

import numpy as np
import pytest

from bench.scale.__main__ import build
from bench.scale.asked import prepare, recall
from bench.scale.beside import EXACT, OURS, measure_beside
from bench.scale.grown import Real, grow
from bench.scale.hnsw import GREAT, HnswIndex, kept_hnsw, write_hnsw
from bench.scale.hnsw import NAME as HNSW
from bench.scale.took import Took
from index.store import local_store
from index.types import Vectors
from tests.fakes import BagOfWords

TEXTS = [
    f"Ferry {at} carries {at * 7} cars to harbor number {at % 5} in winter." for at in range(40)
]
REAL = Real(TEXTS, BagOfWords().encode(TEXTS))


def _blocks(count: int) -> list[Vectors]:
    return [vectors for _, vectors in grow(REAL, count)]


def test_hnsw_finds_the_vector_itself_first(tmp_path: Path) -> None:
    took = write_hnsw(tmp_path / "h.faiss", _blocks(600))
    own = np.concatenate(_blocks(600))
    found = HnswIndex.load(tmp_path / "h.faiss").search(own[:40], 5)
    best = [own[rows[0]] @ own[at] for at, rows in enumerate(found)]  # a crossing may be the same
    np.testing.assert_allclose(best, 1, atol=1e-5)
    assert all(len(set(rows.tolist())) == 5 for rows in found)
    assert took.clock > 0
    assert took.cpu > 0


def test_a_greater_effort_of_hnsw_finds_more(tmp_path: Path) -> None:
    directions = np.random.default_rng(7).standard_normal((4_000, 64)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    write_hnsw(tmp_path / "h.faiss", [directions[100:]])
    exact = np.argsort(-(directions[:100] @ directions[100:].T), axis=1)[:, :10].tolist()
    shares = []
    for effort in (16, 512):
        found = HnswIndex.load(tmp_path / "h.faiss", effort).search(directions[:100], 10)
        shares.append(recall([rows.tolist() for rows in found], exact, 10))
    assert shares[0] < 0.9 < shares[1]


def test_hnsw_needs_vectors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there must be vectors"):
        write_hnsw(tmp_path / "h.faiss", [])


def test_a_kept_hnsw_is_not_built_again_and_keeps_its_time(tmp_path: Path) -> None:
    path, took = kept_hnsw(tmp_path, REAL.vectors, 300, lambda: _blocks(300))
    content = path.read_bytes()
    again = kept_hnsw(tmp_path, REAL.vectors, 300, lambda: pytest.fail("it was built again"))
    assert again == (path, took)
    assert path.read_bytes() == content


def test_a_kept_hnsw_of_other_vectors_or_without_its_time_is_built_anew(tmp_path: Path) -> None:
    path, _ = kept_hnsw(tmp_path, REAL.vectors, 300, lambda: _blocks(300))
    larger, _ = kept_hnsw(tmp_path, REAL.vectors, 400, lambda: _blocks(400))
    other, _ = kept_hnsw(tmp_path, -REAL.vectors, 300, lambda: [-one for one in _blocks(300)])
    assert len({path, larger, other}) == 3
    path.with_suffix(".json").unlink()  # as a run leaves it that ended while it was written
    path.write_bytes(b"cut off")
    again, _ = kept_hnsw(tmp_path, REAL.vectors, 300, lambda: _blocks(300))
    assert again == path
    assert HnswIndex.load(path).search(REAL.vectors[:1], 1)[0].tolist() == [0]
    assert Took(**json.loads(path.with_suffix(".json").read_text())).cpu > 0


@pytest.mark.slow
def test_each_kind_of_index_is_asked_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_EXACT_UP_TO", "100")
    _prepared(tmp_path)
    found = measure_beside(tmp_path, REAL, 700, hnsw=True, kept=tmp_path / "kept")
    assert list(found) == [EXACT, OURS, HNSW, GREAT]
    assert found[EXACT]["recall@10"] == found[EXACT]["recall@100"] == 1
    for kind in (OURS, HNSW, GREAT):
        assert 0.9 < float(str(found[kind]["recall@10"])) <= 1
        assert float(str(found[kind]["p50 ms"])) > 0
    # 700 vectors of 128 numbers: 4 bytes each; ours 2 bytes each, and 16 bytes of codes.
    assert found[EXACT]["MB on disk"] == pytest.approx(0.358, abs=0.05)
    assert found[OURS]["MB on disk"] == pytest.approx(0.190, abs=0.06)
    assert float(str(found[HNSW]["MB on disk"])) > float(str(found[EXACT]["MB on disk"]))
    assert len(list((tmp_path / "kept").glob("*.faiss"))) == 1


@pytest.mark.slow
def test_hnsw_is_left_out_where_it_is_not_wanted(tmp_path: Path) -> None:
    _prepared(tmp_path)
    assert list(measure_beside(tmp_path, REAL, 60, hnsw=False)) == [EXACT, OURS]


def _prepared(place: Path) -> None:
    build(local_store(place / "index"), REAL, 60, BagOfWords())
    prepare(place, ["How many cars does ferry 3 carry?", "Which harbor in winter?"], BagOfWords())
