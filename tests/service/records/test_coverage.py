"""What an index covers."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.omissions import Omission
from corpus.settings import Settings
from index.build.build import build_index
from index.store import open_index
from service.answers.engine import Engine
from service.records.canonical import canonical
from service.records.coverage import coverage, covered_json, not_read_json, report_coverage
from tests.conftest import FERRY
from tests.fakes import BagOfWords


def test_every_report_is_covered_with_the_hashes_of_its_file_and_its_text(engine: Engine) -> None:
    found = coverage(engine.opened.generation)
    assert [one.id for one in found.reports] == ["ferry", "notes/harbor"]
    ferry = found.reports[0]
    hashed = hashlib.sha256(FERRY.encode()).hexdigest()
    assert (ferry.source_sha256, ferry.text_sha256) == (hashed, hashed)
    assert (ferry.characters, ferry.sentences, ferry.pages) == (len(FERRY), 4, None)
    assert ferry.fully_read
    assert found.is_complete


def test_only_chosen_reports_are_described(engine: Engine) -> None:
    found = coverage(engine.opened.generation, ["notes/harbor"])
    assert [one.id for one in found.reports] == ["notes/harbor"]


def test_files_that_were_not_read_are_listed_with_the_reason(settings: Settings) -> None:
    (settings.corpus / "scan.xyz").write_text("?")
    (settings.corpus / "empty.txt").write_text(" ")
    build_index(settings, BagOfWords())
    found = coverage(open_index(settings.index))
    assert [one.path for one in found.not_read] == ["empty.txt", "scan.xyz"]
    assert all(one.reason for one in found.not_read)
    assert not found.is_complete


def test_pages_without_text_make_a_report_partly_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = engine.opened.generation
    unread = (Omission("no_text", (2, 4), 2), Omission("struck_out", (3,), 1))
    ferry = replace(view.reports["ferry"], omissions=unread, page_count=5)
    monkeypatch.setattr(view, "reports", {"ferry": ferry})
    found = report_coverage(view, "ferry")
    assert (found.pages, found.pages_without_text, found.fully_read) == (5, (2, 4), False)
    assert len(found.remarks) == 2
    assert "2 and 4 of 5" in found.remarks[0]


def test_coverage_is_part_of_a_record(engine: Engine, tmp_path: Path) -> None:
    found = coverage(engine.opened.generation)
    record = {"covered": covered_json(found.reports), "not_covered": not_read_json(found.not_read)}
    assert b'"characters":' in canonical(record)
