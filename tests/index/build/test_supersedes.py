"""What the catalog states of editions wins over dates, and what it names wrongly is said."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.report import Source
from corpus.settings import Settings
from index.build import build as building
from index.build.build import BuildSummary, build_index
from index.build.command import main
from index.build.events import Event, Remark, as_json, from_json
from index.build.supersedes import UNSTATED, read_supersedes
from index.build.works import File, group_works
from index.encode.choose import BuildEncoder
from index.store import open_index
from index.store.manifest import EncoderRecord
from index.works import Work
from tests.conftest import FERRY
from tests.fakes import BagOfWords

Build = Callable[..., BuildSummary]
A, B, C, D = (
    Source("a", number="N-1", date="2016"),
    Source("b", number="N-1", date="2015"),
    Source("c", number="N-1", date="2014"),
    Source("d", "Another title", number="R 2", date="2020"),
)


def pairs(stated: Mapping[str, tuple[str, ...]], *sources: Source) -> list[tuple[str, str]]:
    return sorted(read_supersedes(sources or (A, B, C, D), stated).pairs)


def editions(stated: Mapping[str, tuple[str, ...]], *sources: Source) -> dict[str, str]:
    """Return the editions of each report with several, newest first, whatever the order."""
    files = [File(one, f"{one.id}.txt", paged=False) for one in sources or (A, B, C, D)]
    found: set[tuple[Work, ...]] = set()
    for seed in range(6):
        random.Random(seed).shuffle(files)
        known = read_supersedes((one.source for one in files), stated)
        found.add(group_works(files, lambda report: [report.encode()], known))
    (works,) = found
    return {work.files[0]: "".join(one.report for one in work.editions) for work in works}


def test_without_a_statement_a_later_date_supersedes() -> None:
    assert editions({}) == {"a": "abc", "b": "abc", "c": "abc"}
    assert read_supersedes((A, B), {"a": (), "b": ()}) is UNSTATED


def test_an_id_or_a_number_names_what_is_superseded() -> None:
    assert pairs({"a": ("d",)}) == pairs({"a": ("R-2",)}) == pairs({"a": ("r2",)}) == [("a", "d")]
    assert pairs({"d": ("N-1",)}) == [("d", "a"), ("d", "b"), ("d", "c")]


def test_the_own_number_names_earlier_reports_only() -> None:
    assert pairs({"b": ("n1",)}) == [("b", "c")]
    assert pairs(dict.fromkeys("abc", ("N-1",))) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_what_is_stated_wins_over_number_and_date() -> None:
    assert editions({"c": ("a",)}) == {"a": "cab", "b": "cab", "c": "cab"}
    assert editions({"c": ("a",)}, A, C) == {"a": "ca", "c": "ca"}


def test_reports_that_share_nothing_are_editions_if_it_is_stated() -> None:
    assert editions({"d": ("a",)}) == {"a": "dabc", "b": "dabc", "c": "dabc", "d": "dabc"}
    assert editions({"a": ("x",)}, replace(A, date=None), Source("x")) == {"a": "ax", "x": "ax"}


def test_a_report_that_is_stated_to_be_superseded_has_no_other_successor_by_its_date() -> None:
    other = Source("e", number="N-1", date="2021")
    of_all = editions({"d": ("c",)}, A, C, D, other)
    assert of_all == {"a": "ea", "c": "dc", "d": "dc", "e": "ea"}
    assert editions({"d": ("c",)}, A, C, D) == {"c": "dc", "d": "dc"}


def test_of_several_successors_the_latest_comes_first() -> None:
    found = editions({"a": ("c",), "d": ("c",)}, replace(A, number="N-7"), C, D)
    assert found == {"a": "ac", "c": "dac", "d": "dc"}


def test_reports_that_are_stated_to_be_editions_are_never_one_work() -> None:
    same = [File(replace(A, id=one), one, paged=True) for one in ("one.pdf", "two.html")]
    assert [work.files for work in group_works(same, lambda _: [b"x"])] == [("one.pdf", "two.html")]
    stated = read_supersedes((one.source for one in same), {"one.pdf": ("two.html",)})
    works = group_works(same, lambda _: [b"x"], stated)
    assert [work.files for work in works] == [("one.pdf",), ("two.html",)]
    assert works[1].newer == works[0].editions[0]


def test_a_name_of_no_other_report_is_said_with_the_remedy() -> None:
    found = read_supersedes((A, D), {"a": ("N-1", "d"), "d": ("R-9",), "gone": ("a",)})
    assert found.pairs == {("a", "d")}
    assert [one.partition(": ")[0] for one in found.remarks] == ["catalog.toml"] * 2
    assert "a supersedes “N-1”, which names no other report of the index" in found.remarks[0]
    assert "d supersedes “R-9”" in found.remarks[1]
    remedy = (
        "use the id or the number of a report as the page /reports shows it, or delete the name"
    )
    assert all(one.endswith(f": {remedy}.") for one in found.remarks)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            {"a": ("a",)},
            "catalog.toml: a supersedes itself: name an older report in its supersedes",
        ),
        (
            {"a": ("b",), "b": ("d",), "d": ("a",)},
            "supersede each other: a supersedes b supersedes d supersedes a: delete supersedes",
        ),
        ({"c": ("a",), "a": ("d", "c")}, "a supersedes c supersedes a"),
    ],
)
def test_a_circle_is_refused_with_its_reports(
    stated: Mapping[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(CorpusError, match=said):
        read_supersedes((A, B, C, D), stated)


def test_a_circle_of_works_is_refused_too() -> None:
    twins = [Source("a.pdf", number="N-1"), Source("a.md", number="N-1")]
    files = [File(one, one.id, paged=False) for one in (*twins, D)]
    stated = read_supersedes((*twins, D), {"a.pdf": ("d",), "d": ("a.md",)})
    with pytest.raises(CorpusError, match="supersede each other"):
        group_works(files, lambda report: [report[:1].encode()], stated)


def state(corpus: Path, supersedes: str) -> None:
    """Let the older of two reports of one number supersede something."""
    (corpus / "old.txt").write_text("A boat leaves at ten. It carries thirty cars.")
    (corpus / "catalog.toml").write_text(
        '[[report]]\nfile = "ferry.txt"\nnumber = "F-1"\ndate = 2016\n'
        f'[[report]]\nfile = "old.txt"\nnumber = "F-1"\ndate = 2012\n{supersedes}\n'
    )


def test_an_index_keeps_its_fingerprint_until_the_catalog_states_it(
    settings: Settings, corpus: Path, build: Build
) -> None:
    state(corpus, "")
    before = build()
    state(corpus, 'supersedes = "ferry"')
    stated = build()
    assert (stated.fingerprint == before.fingerprint, stated.up_to_date) == (False, False)
    assert stated.embedded == 0
    newer = {one: about.work.newer for one, about in open_index(settings.index).reports.items()}
    assert newer["old"] is None
    assert newer["ferry"] is not None
    assert newer["ferry"].report == "old"
    assert build().up_to_date
    state(corpus, "")
    assert build().fingerprint == before.fingerprint


def test_a_view_knows_what_is_known_of_the_newest_edition(
    settings: Settings, corpus: Path, build: Build
) -> None:
    state(corpus, 'title = "Boats"\nsupersedes = "ferry"')
    build()
    reports = open_index(settings.index).reports
    assert reports["ferry"].successor == reports["old"].source
    assert (reports["ferry"].successor.title, reports["old"].successor) == ("Boats", None)


def test_each_build_says_what_the_catalog_names_in_vain(
    settings: Settings, corpus: Path, build: Build
) -> None:
    state(corpus, 'supersedes = ["ferry", "lost"]')
    told: list[Event] = []
    first = build_index(settings, BagOfWords(), told.append)
    assert [one for one in told if isinstance(one, Remark)] == [Remark(first.remarks[0])]
    assert "old supersedes “lost”" in first.remarks[0]
    again = build()
    assert (again.up_to_date, again.remarks) == (True, first.remarks)
    assert from_json(json.loads(json.dumps(as_json(Remark("x"))))) == Remark("x")


def test_a_build_that_is_refused_leaves_the_index(
    settings: Settings, corpus: Path, build: Build
) -> None:
    (corpus / "ferry.txt").write_text(FERRY)
    state(corpus, "")
    before = build()
    state(corpus, 'supersedes = "old"')
    with pytest.raises(CorpusError, match="old supersedes itself"):
        build()
    assert open_index(settings.index).manifest.generation == before.generation


def test_the_command_prints_the_remark_and_refuses_a_circle_with_code_2(
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = BuildEncoder(BagOfWords(), EncoderRecord(""))
    monkeypatch.setattr(building, "encoder_for_build", lambda *_: small)
    state(corpus, 'supersedes = "lost"')
    options = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
    assert main(options, "build") == 0
    assert "old supersedes “lost”, which names no other report" in capsys.readouterr().out
    assert main([*options, "--json"], "build") == 0
    assert len(json.loads(capsys.readouterr().out)["remarks"]) == 1
    state(corpus, 'supersedes = "old"')
    assert main(options, "build") == 2
    assert "build: catalog.toml: old supersedes itself: name an older" in capsys.readouterr().err
