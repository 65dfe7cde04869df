import shutil
from math import log
from pathlib import Path
from typing import Any

import pytest

from index.store.local.lexical import LexicalIndex, LexicalWriter

PASSAGES = [
    ["ferri", "leav", "nine"],
    ["carri", "car", "ferri", "ferri"],
    ["ticket", "cost", "dollar"],
    ["ferri", "ticket"],
]


def written(folder: Path, passages: list[list[str]]) -> LexicalIndex:
    writer = LexicalWriter(folder)
    for row, terms in enumerate(passages):
        writer.add_passage(row, row // 2, terms)
    writer.finish()
    return LexicalIndex.load(folder)


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return written(tmp_path / "l", PASSAGES)


def share(question: list[str], passage: list[str]) -> float:
    """BM25 by the formula of Robertson and Zaragoza, with Lucene's idf, over the most it can be."""
    average = sum(map(len, PASSAGES)) / len(PASSAGES)
    score = most = 0.0
    for term in question:
        holders = sum(term in other for other in PASSAGES)
        idf = log(1 + (len(PASSAGES) - holders + 0.5) / (holders + 0.5))
        count = passage.count(term)
        norm = 1.2 * (1 - 0.75 + 0.75 * len(passage) / average)
        score += idf * count * 2.2 / (count + norm)
        most += idf * 2.2
    return score / most


def test_shares_are_bm25_over_the_most_it_can_be_and_ordered(index: LexicalIndex) -> None:
    for question in (["ferri", "ticket"], ["ferri", "ticket", "unknown"]):
        expected = {at: share(question, passage) for at, passage in enumerate(PASSAGES)}
        found = index.search(question, 10)
        assert [row for row, _ in found] == sorted(expected, key=lambda at: -expected[at])
        assert dict(found) == pytest.approx(expected, rel=1e-5)
        assert all(0 < one < 1 for _, one in found)
        assert index.shares(question, [1, 2]) == pytest.approx({1: expected[1], 2: expected[2]})


def test_a_filter_by_report_keeps_the_scores(index: LexicalIndex) -> None:
    everywhere = dict(index.search(["ferri"], 10))
    assert dict(index.search(["ferri"], 10, reports=[1])) == pytest.approx({3: everywhere[3]})
    assert index.search(["ferri"], 10, reports=[]) == []


def test_nothing_to_look_for_finds_nothing(index: LexicalIndex) -> None:
    assert index.search([], 10) == []
    assert index.search(["unknown"], 10) == []
    assert index.shares([], [1]) == {}


def test_what_is_put_beside_the_links_while_they_are_removed_is_removed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "lexical", [])
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    remove = shutil.rmtree
    tried = []

    def too_soon(folder: Path, **how: Any) -> None:
        tried.append(folder)
        if len(tried) < 3:
            Path(folder, ".tantivy-meta.lock").touch()
        else:
            remove(folder, **how)

    monkeypatch.setattr("index.store.files.tantivy_index.shutil.rmtree", too_soon)
    assert len(LexicalIndex.load(tmp_path / "lexical")) == 0
    assert len(tried) >= 3
    assert list((tmp_path / "temporary").iterdir()) == []
