"""The reports as they were: what is found in them is what was found then."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.build.beside import open_beside
from index.store import open_index
from index.store.protocol import View
from service.editions.standing.before import FormerTexts
from service.editions.standing.causes import Difference
from service.editions.standing.watch_file import ReportHashes, WatchFile
from tests.fakes import BagOfWords

TABLE = """# Piers

The piers were built in 1990. They are of stone.

Table 1. Cost of the piers

| Pier | 2019 | 2020 |
|---|---|---|
| South | $5 million | $6 million |
| North | $7 million | $8 million |

The South Pier was closed in 2021.
"""
QUESTIONS = ("What do tickets cost?", "cost of the piers north 2020", "When was the pier closed?")


def file_of(view: View) -> WatchFile:
    reports = {
        name: ReportHashes(source_sha256=one.source_sha256, text_sha256=one.text_sha256)
        for name, one in view.reports.items()
    }
    return WatchFile(type="pincite/questions/1", engine={}, reports=reports, question=[])


@pytest.fixture
def then_and_now(
    settings: Settings, corpus: Path, build: Callable[[], object], tmp_path: Path
) -> Iterator[tuple[View, View]]:
    """An index, and the same one after a change of every report."""
    (corpus / "piers.md").write_text(TABLE)
    build()
    shutil.copytree(settings.index, tmp_path / "then")
    for path, old, new in [
        ("ferry.txt", "Tickets cost", "A paragraph of its own.\n\nTickets cost"),
        ("notes/Harbor.txt", "2011", "2012"),
        ("piers.md", "They are of stone.", "They are of brick and of stone."),
        ("piers.md", "$8 million", "$9 million"),
    ]:
        text = (corpus / path).read_text()
        (corpus / path).write_text(text.replace(old, new))
    build()
    views = open_index(tmp_path / "then"), open_index(settings.index)
    yield views
    for view in views:
        view.close()


def test_former_texts_are_searched_as_they_were(
    settings: Settings, then_and_now: tuple[View, View], tmp_path: Path
) -> None:
    then, now = then_and_now
    difference = Difference.of(file_of(then), {}, now)
    assert set(difference.reports) == {"ferry", "notes/harbor", "piers"}
    texts = FormerTexts(now, difference.reports, settings)
    assert texts.lost == []
    embedder, folder = BagOfWords(), tmp_path / "beside"
    folder.mkdir()
    beside = open_beside(now, texts.reports(), embedder, folder, 10**6)
    vectors = embedder.encode(QUESTIONS)
    assert beside.near(vectors, 20) == then.near(vectors, 20)
    for terms in (["cost", "pier", "2020"], ["ticket"], ["stone"]):
        assert beside.matching(terms, 20) == then.matching(terms, 20)
    for name in then.reports:
        assert beside.text(name) == then.text(name)
        assert beside.anchors(name) == then.anchors(name)
    rows = [one.row for one in beside.sentences("piers") if one.row]
    assert rows == [one.row for one in then.sentences("piers") if one.row]
    for passage in beside.sentences("piers"):
        assert beside.text("piers", passage.start, passage.end) == passage.quote
    beside.close()


def test_a_file_that_is_read_otherwise_now_is_the_engines_change(
    settings: Settings, build: Callable[[], object]
) -> None:
    build()
    view = open_index(settings.index)
    file = file_of(view)
    held = file.reports["ferry"]
    file.reports["ferry"] = held.model_copy(update={"text_sha256": "0" * 64})
    found = Difference.of(file, {}, view)
    assert (found.engine, dict(found.reports)) == (True, {})
    view.close()


def test_a_text_that_is_not_kept_is_lost(
    settings: Settings, then_and_now: tuple[View, View]
) -> None:
    then, now = then_and_now
    file = file_of(then)
    file.reports["piers"] = ReportHashes(source_sha256="1" * 64, text_sha256="2" * 64)
    difference = Difference.of(file, {}, now)
    assert FormerTexts(now, difference.reports, replace(settings)).lost == ["piers"]
