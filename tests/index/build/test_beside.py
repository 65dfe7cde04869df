"""An index beside another one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from corpus.settings import Settings
from index.build.beside import open_beside
from index.store import open_index
from tests.fakes import BagOfWords


def test_the_same_reports_are_found_alike_without_encoding_a_sentence(
    settings: Settings, build: Callable[[], object], tmp_path: Path
) -> None:
    build()
    view, embedder, folder = open_index(settings.index), BagOfWords(), tmp_path / "beside"
    folder.mkdir()
    counts: list[int] = []
    reports = (view.report(name) for name in view.reports)
    beside = open_beside(view, reports, embedder, folder, 10**6, counts.append)
    assert embedder.encoded == []
    assert counts == [2]
    keys = [key for report in view.reports.values() for key in report.keys]
    assert np.array_equal(beside.vectors(keys), view.vectors(keys))
    question = embedder.encode(["What do tickets cost?"])
    assert beside.near(question, 9) == view.near(question, 9)
    assert beside.matching(["ticket"], 9) == view.matching(["ticket"], 9)
    assert {name: beside.report(name) for name in beside.reports} == {
        name: view.report(name) for name in view.reports
    }
    beside.close()
    view.close()


def test_a_report_that_is_left_out_is_not_found(
    settings: Settings, build: Callable[[], object], tmp_path: Path
) -> None:
    build()
    view = open_index(settings.index)
    beside = open_beside(view, [view.report("ferry")], BagOfWords(), tmp_path, 10**6)
    assert list(beside.reports) == ["ferry"]
    assert not beside.has_word("harbor")
    assert list(open_index(settings.index).reports) == list(view.reports)
    beside.close()
    view.close()
