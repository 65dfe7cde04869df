"""Why an accepted answer has changed."""

import errno
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from index.build.build import build_index
from service.editions.standing import before
from tests.fakes import BagOfWords
from tests.service.editions.standing.conftest import QUESTION, Contrary, Watch

Found = dict[str, Any]


@pytest.fixture
def found(watch: Watch, file: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Found]:
    """Asks again, and returns what became of the answer."""

    def ask() -> Found:
        capsys.readouterr()
        watch(file, "--json")
        [one] = json.loads(capsys.readouterr().out)["questions"]
        return dict(one)

    return ask


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_text_is_the_cause_where_the_engine_is_the_same(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found]
) -> None:
    rewrite(corpus / "ferry.txt", "twelve", "thirteen")
    build()
    one = found()
    assert (one["verdict"], one["cause"], one["reason"]) == ("number_changed", "text", None)


def test_the_engine_is_the_cause_where_the_texts_are_the_same(
    settings: Settings, found: Callable[[], Found], answering: Callable[[BagOfWords], None]
) -> None:
    build_index(settings, Contrary())
    answering(Contrary())
    one = found()
    assert (one["verdict"], one["cause"]) == ("other_sentence_first", "engine")


def test_a_change_that_the_former_text_does_not_show_is_the_texts(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    rewrite(corpus / "ferry.txt", "twelve", "thirteen")
    build()
    monkeypatch.setenv("PINCITE_LEXICAL_WEIGHT", "0.41")
    one = found()
    assert (one["verdict"], one["cause"], one["reason"]) == ("number_changed", "text", None)


def test_a_change_that_the_former_text_shows_as_well_is_the_engines(
    settings: Settings, corpus: Path, found: Callable[[], Found],
    answering: Callable[[BagOfWords], None],
) -> None:  # fmt: skip
    rewrite(corpus / "notes" / "Harbor.txt", "2011", "2012")
    build_index(settings, Contrary())
    answering(Contrary())
    one = found()
    assert (one["verdict"], one["cause"]) == ("other_sentence_first", "engine")
    assert one["now"]["quote"] == "Children travel free of charge."


def test_where_the_former_text_gives_a_third_answer_both_are_the_cause(
    settings: Settings, corpus: Path, found: Callable[[], Found],
    answering: Callable[[BagOfWords], None],
) -> None:  # fmt: skip
    rewrite(corpus / "ferry.txt", "travel free of charge", "travel free")
    build_index(settings, Contrary())
    answering(Contrary())
    one = found()
    assert (one["verdict"], one["cause"]) == ("other_sentence_first", "both")
    assert "further" in one["reason"]


def test_a_change_of_order_that_other_reports_cause_is_said(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found], file: Path
) -> None:
    rewrite(corpus / "notes" / "Harbor.txt", "2011", "2012")
    build()
    rewrite(file, QUESTION, "Do children travel free of charge?")  # as if its order had changed
    one = found()
    assert (one["verdict"], one["cause"]) == ("other_sentence_first", "text")
    assert "other reports change the order" in one["reason"]


def test_a_removed_and_a_renamed_and_a_new_report_are_put_back(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (corpus / "ferry.txt").unlink()
    (corpus / "notes" / "Harbor.txt").rename(corpus / "harbor-2.txt")
    (corpus / "new.txt").write_text("Tickets cost nothing: what do tickets cost?\n")
    build()
    monkeypatch.setenv("PINCITE_LEXICAL_WEIGHT", "0.41")
    one = found()
    assert (one["cause"], one["still_there"]) == ("text", False)


def test_a_former_text_that_is_gone_leaves_the_cause_open(
    settings: Settings, corpus: Path, found: Callable[[], Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(corpus / "ferry.txt", "twelve", "thirteen")
    build_index(replace(settings, former_text_bytes=0), BagOfWords())
    monkeypatch.setenv("PINCITE_LEXICAL_WEIGHT", "0.41")
    one = found()
    assert one["cause"] == "cannot be told apart"
    assert "former text of ferry" in one["reason"]
    assert "PINCITE_FORMER_TEXT_BYTES" in one["reason"]


def test_what_is_stated_of_a_report_may_be_neither(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found], file: Path
) -> None:
    rewrite(file, "status = ", 'publishers = ["Bay"]\nstatus = ')
    catalog = '[[report]]\nfile = "{}"\npublisher = "Bay"\n'
    (corpus / "catalog.toml").write_text(catalog.format("notes/Harbor.txt"))
    build()
    one = found()
    assert (one["verdict"], one["cause"]) == ("no_answer_now", "neither")
    assert "catalog.toml" in one["reason"]


def test_the_index_stays_as_it_is_and_nothing_is_left_behind(
    settings: Settings, corpus: Path, build: Callable[[], object], found: Callable[[], Found],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, watch: Watch, file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    rewrite(corpus / "ferry.txt", "twelve", "thirteen")
    build()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("PINCITE_LEXICAL_WEIGHT", "0.41")
    held = hashes(settings.index)
    assert watch(file) == 1
    assert "1 question will be asked of the former texts" in capsys.readouterr().err
    assert hashes(settings.index) == held
    assert not list(scratch.iterdir())


def test_a_folder_without_room_leaves_the_cause_open(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    rewrite(corpus / "ferry.txt", "twelve", "thirteen")
    build()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "vectors.faiss")

    monkeypatch.setattr(before, "open_beside", full)
    monkeypatch.setenv("PINCITE_LEXICAL_WEIGHT", "0.41")
    one = found()
    assert one["cause"] == "cannot be told apart"
    assert "No space left" in one["reason"]
    assert "TMPDIR" in one["reason"]


def test_a_question_whose_reports_are_gone_has_no_answer_now(
    corpus: Path, build: Callable[[], object], found: Callable[[], Found], file: Path
) -> None:
    rewrite(file, "status = ", 'reports = ["ferry"]\nstatus = ')
    (corpus / "ferry.txt").unlink()
    build()
    one = found()
    assert (one["verdict"], one["cause"]) == ("no_answer_now", "text")
    assert "cannot be asked" in one["reason"]


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
