"""Going back to a former generation: what comes back with it, and what the next build does."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalog import CATALOG_NAME
from corpus.errors import IndexMismatch, IndexMissing
from corpus.settings import Settings, load_settings
from index.build import roll_back as module
from index.build.build import BuildSummary, build_index
from index.build.corpus_record import read_record, remembered
from index.build.roll_back import RolledBack, roll_back
from index.build.source_folder import corpus_changes
from index.store import open_index, open_store
from tests.conftest import FERRY
from tests.fakes import BagOfWords

Build = Callable[..., BuildSummary]
LATER = FERRY.replace("nine", "ten")


@pytest.fixture
def plain(settings: Settings) -> Settings:
    """The settings of a command without --corpus."""
    return load_settings({}, index=settings.index, reranker="none")


def back(settings: Settings, generation: str | None = None) -> RolledBack:
    return roll_back(settings, generation, BagOfWords())


def summary(settings: Settings) -> str | None:
    view = open_index(settings.index)
    try:
        return corpus_changes(remembered(settings), view).sentence
    finally:
        view.close()


def test_the_next_build_is_up_to_date_with_the_former_files_and_no_others(
    build: Build, settings: Settings, plain: Settings
) -> None:
    first = build()
    (settings.corpus / "ferry.txt").write_text(LATER)
    second = build()
    done = back(plain)
    assert (done.former, done.replaced, done.has_record) == (
        first.generation, second.generation, True
    )  # fmt: skip
    assert done.manifest.fingerprint == first.fingerprint
    assert done.changes.changed == ("ferry.txt",)
    (settings.corpus / "ferry.txt").write_text(FERRY)
    assert summary(plain) is None
    same = build_index(plain, BagOfWords())
    assert (same.up_to_date, same.generation) == (True, done.manifest.generation)
    (settings.corpus / "ferry.txt").write_text(LATER)
    third = build_index(plain, BagOfWords())
    assert (third.up_to_date, third.fingerprint) == (False, second.fingerprint)
    assert third.generation > done.manifest.generation
    view = open_index(settings.index)
    (former,) = view.former_reports("ferry")
    assert former.generation == done.manifest.number
    assert view.former_text(former.text_sha256) is not None
    view.close()


def test_the_folder_and_the_options_of_the_former_build_come_back(
    build: Build, settings: Settings, plain: Settings, tmp_path: Path
) -> None:
    build_index(replace(settings, max_sentence_chars=3000), BagOfWords(), strict=True)
    record = read_record(settings.index)
    other = tmp_path / "other"
    other.mkdir()
    (other / "tram.txt").write_text("The tram stops at noon.\n")
    build_index(replace(settings, corpus=other), BagOfWords(), replace=True)
    later = read_record(settings.index)
    assert record != later
    done = back(plain)
    assert read_record(settings.index) == record
    assert done.changes.sentence is None
    assert back(plain).has_record
    assert read_record(settings.index) == later


def test_a_catalog_that_changed_since_is_named(
    build: Build, settings: Settings, plain: Settings
) -> None:
    catalog = settings.corpus / CATALOG_NAME
    for title in ("Ferries", "Ships"):
        catalog.write_text(f'[[report]]\nfile = "ferry.txt"\ntitle = "{title}"\n')
        os.utime(catalog, (1_700_000_000, 1_700_000_000))
        build()
    assert back(plain).changes.changed == (CATALOG_NAME,)
    view = open_index(settings.index)
    assert view.reports["ferry"].source.title == "Ferries"
    view.close()


def test_an_index_from_before_these_records_goes_back_and_says_what_it_lacks(
    build: Build, settings: Settings, plain: Settings
) -> None:
    build()
    (settings.corpus / "ferry.txt").write_text(LATER)
    build()
    for path in (settings.index / ".records").rglob("*.json"):
        path.unlink()
    record = read_record(settings.index)
    done = back(plain)
    assert not done.has_record
    assert done.changes.changed == ("ferry.txt",)
    assert read_record(settings.index) == record


def test_records_are_kept_as_long_as_their_generations(
    build: Build, settings: Settings, plain: Settings
) -> None:
    for text in ("One.\n", "Two.\n", "Three.\n", "Four.\n"):
        (settings.corpus / "ferry.txt").write_text(text)
        build()
        kept = {one.generation for one in open_store(settings).generations() if not one.serves}
        folder = settings.index / ".records"
        assert {path.name for path in folder.iterdir()} == kept if kept else True
    back(plain)
    (former,) = [one.generation for one in open_store(settings).generations() if not one.serves]
    assert [path.name for path in folder.iterdir()] == [former]


class Killed(BaseException):
    """What a test raises where a process is killed."""


@pytest.mark.parametrize("step", ["bring_back", "set_aside", "put_back", "promote"])
def test_one_that_is_killed_leaves_an_index_that_serves_and_goes_back_later(
    build: Build, settings: Settings, plain: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = build()
    (settings.corpus / "ferry.txt").write_text(LATER)
    second = build()
    record = json.loads((settings.index / "corpus.json").read_text())

    def die(*_: object) -> None:
        raise Killed

    where = type(open_store(settings)) if step in ("bring_back", "promote") else module
    with monkeypatch.context() as patched:
        patched.setattr(where, step, die)
        with pytest.raises(Killed):
            back(plain)
    view = open_index(settings.index)
    assert view.manifest.generation == second.generation
    view.close()
    done = back(plain)
    assert (done.former, done.replaced) == (first.generation, second.generation)
    assert done.has_record
    assert json.loads((settings.index / "corpus.json").read_text()) == record
    names = {one.generation for one in open_store(settings).generations()}
    assert names == {second.generation, done.manifest.generation}
    assert {path.name for path in settings.index.iterdir()} - {".lock"} == {
        *names, "CURRENT", "corpus.json", ".files", ".records"
    }  # fmt: skip


def test_a_generation_of_another_model_is_refused(
    build: Build, settings: Settings, plain: Settings
) -> None:
    build(BagOfWords("another"))
    second = build()
    with pytest.raises(IndexMismatch, match="set PINCITE_MODEL"):
        back(plain)
    view = open_index(settings.index)
    assert view.manifest.generation == second.generation
    view.close()


def test_a_lost_pointer_is_no_obstacle(build: Build, settings: Settings, plain: Settings) -> None:
    first = build()
    (settings.index / "CURRENT").unlink()
    done = back(plain)
    assert (done.former, done.replaced, done.is_kept) == (first.generation, None, False)
    view = open_index(settings.index)
    assert "nine" in view.text("ferry")
    view.close()


def test_without_an_index_there_is_nothing_to_go_back_to(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="run python build_index"):
        back(settings)
    assert not settings.index.exists()
