from pathlib import Path

import numpy as np
import pytest

from bench.scale.__main__ import build, measure_server
from bench.scale.asked import FLAT, ask, prepare
from bench.scale.grown import Real, as_report, grow, lean, neighbour_cosines, write_vectors
from bench.scale.server import Watched, address_of
from bench.scale.shown import show
from index.store import local_store
from index.store.seekdb.address import Address
from index.store.seekdb.database import Database
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import served

TEXTS = [
    f"Ferry {at} carries {at * 7} cars to harbor number {at % 5} in winter." for at in range(40)
]
REAL = Real(TEXTS, BagOfWords().encode(TEXTS))


def test_a_grown_collection_begins_with_the_real_sentences_and_holds_no_copies_alone() -> None:
    texts: list[str] = []
    count = 0
    for some, vectors in grow(REAL, 100):
        assert vectors.shape == (len(some), 128)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        texts += some
        count += len(vectors)
    assert count == len(texts) == 100
    assert texts[:40] == TEXTS
    assert len(set(texts[40:]) - set(TEXTS)) > 50


def test_the_same_collection_grows_twice() -> None:
    for (texts, vectors), (again, same) in zip(grow(REAL, 90), grow(REAL, 90), strict=True):
        assert texts == again
        np.testing.assert_array_equal(vectors, same)


def test_a_crossing_is_as_near_as_it_is_meant_to_be() -> None:
    cosines = np.linspace(0.3, 0.9, 20).astype(np.float32)
    leant = lean(REAL.vectors[:20], REAL.vectors[20:], cosines)
    np.testing.assert_allclose((leant * REAL.vectors[:20]).sum(axis=1), cosines, atol=1e-4)


def test_the_nearest_neighbour_is_never_the_sentence_itself() -> None:
    alone = Real(["one", "two"], np.eye(2, dtype=np.float32))
    np.testing.assert_allclose(neighbour_cosines(alone), [0, 0])


def test_a_grown_report_cites_its_own_text() -> None:
    report = as_report(3, TEXTS[:5])
    assert [report.text[one.start : one.end] for one in report.passages] == TEXTS[:5]
    assert [one.lines for one in report.passages] == [(at, at) for at in range(1, 6)]
    assert [report.text.splitlines()[one.lines[0] - 1] for one in report.passages] == TEXTS[:5]


def test_a_grown_index_is_built_opened_and_questioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PINCITE_EXACT_UP_TO", "100")
    embedder = BagOfWords()
    figures = build(local_store(tmp_path / "index"), REAL, 700, embedder)
    asked = ["How many cars does ferry 3 carry?", "Which harbor has a fery in winter?"]
    prepare(tmp_path, asked, embedder)
    write_vectors(tmp_path / FLAT, REAL, 700, exact_up_to=700)
    figures |= {"sentences": 700, **ask(tmp_path)}
    assert figures["reports"] == 15  # the real ones fill one alone
    assert figures["recall of the canaries"] is not None
    assert float(str(figures["vectors, recall@10"])) > 0.9
    assert float(str(figures["whole question, p50 ms"])) > 0
    show([figures])
    assert capsys.readouterr().out.startswith("| sentences | 700 |")


def test_a_collection_has_a_database_of_its_own() -> None:
    assert Address.parse(address_of("seekdb:///scale?socket=/run/sql.sock", 700)) == Address.parse(
        "seekdb:///scale_700?socket=/run/sql.sock"
    )
    assert address_of("seekdb://me:a%2Fb@host:1/scale", 7) == "seekdb://me:a%2Fb@host:1/scale_7"


def test_a_seekdb_server_is_measured_beside_and_left_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PINCITE_EXACT_UP_TO", "100")
    embedder = BagOfWords()
    asked = ["How many cars does ferry 3 carry?", "Which harbor has a fery in winter?"]
    with served() as server:
        local = {"sentences": 700, **build(local_store(tmp_path / "index"), REAL, 700, embedder)}
        prepare(tmp_path, asked, embedder)
        write_vectors(tmp_path / FLAT, REAL, 700, exact_up_to=700)
        local |= ask(tmp_path)
        address = address_of(server.address("scale"), 700)
        figures = measure_server(tmp_path, 700, REAL, embedder, address, keep=False)
        left = Database(Address.parse(server.address("oceanbase"))).rows("SHOW DATABASES")
    elsewhere = Watched("seekdb:///scale?socket=/nowhere/run/sql.sock")
    assert ("scale_700",) not in left
    assert figures["reports"] == local["reports"]
    assert float(str(figures["vectors, recall@100"])) > 0.99
    assert float(str(figures["words, recall@10"])) > 0.9
    assert figures["build, CPU s of the server"]
    sizes = figures["server disk, MB"]
    assert isinstance(sizes, dict)
    assert 0 < sizes["tables"] < sizes["folder"]
    assert (elsewhere.cpu(), elsewhere.memory()) == (None, None)
    show([local, figures])
    assert capsys.readouterr().out.startswith("| sentences | 700 | 700 server |")
