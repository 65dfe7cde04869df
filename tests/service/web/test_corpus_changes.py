"""What the doors of the service say when the corpus is not what the index was built from."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary
from service.answers.corpus_state import warn_of_missing_corpus
from service.answers.engine import Engine
from service.shell.main import main
from service.web.app import create_app
from tests.conftest import running_service
from tests.fakes import BagOfWords
from tests.service.http_client import get, until_ready
from tests.service.until import until
from tests.service.web.test_ask_api import assert_problem


@pytest.fixture
def plain(settings: Settings, small_index: Path) -> Settings:
    """Settings that do not name the corpus, over a copy of the small index and its corpus."""
    shutil.copytree(small_index, settings.index)
    return load_settings({}, index=settings.index, job_folder=settings.job_folder, reranker="none")


@pytest.fixture
def client(plain: Settings) -> FlaskClient:
    return create_app(plain, Engine(plain, BagOfWords())).test_client()


def answered(client: FlaskClient, address: str) -> Any:
    return client.get(address).json


def change(corpus: Path) -> None:
    for name in ("a", "b", "c"):
        (corpus / f"{name}.txt").write_text(f"Pier {name} is closed.\n")
    (corpus / "ferry.txt").write_text("The ferry leaves at ten.\n")
    (corpus / "notes" / "Harbor.txt").unlink()


CHANGED = "3 files new, 1 changed, 1 gone since this index was built"


def test_a_source_is_found_without_the_service_being_told_the_folder(
    client: FlaskClient, corpus: Path
) -> None:
    assert client.get("/sources/ferry").data == (corpus / "ferry.txt").read_bytes()
    assert answered(client, "/reports?format=json")["corpus"] == {
        "folder": str(corpus),
        "problem": None,
        "summary": None,
        "remedy": None,
        "new": [],
        "changed": [],
        "gone": [],
    }
    assert "since this index was built" not in client.get("/reports").text


def test_changes_are_said_by_reports_about_and_readyz(
    client: FlaskClient, plain: Settings, corpus: Path
) -> None:
    change(corpus)
    told = answered(client, "/reports?format=json")["corpus"]
    assert told["summary"] == CHANGED
    assert (told["new"], told["changed"]) == (["a.txt", "b.txt", "c.txt"], ["ferry.txt"])
    assert told["gone"] == ["notes/Harbor.txt"]
    assert told["remedy"] == f"run python build_index.py --index {plain.index}"
    for page in ("/reports", "/about"):
        assert CHANGED in client.get(page).text
    assert "<code>notes/Harbor.txt</code>" in client.get("/reports").text
    assert answered(client, "/about?format=json")["corpus"] == told
    until(lambda: answered(client, "/readyz")["corpus"] == CHANGED)


def test_readiness_does_not_wait_for_the_comparison(
    client: FlaskClient, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder may be on a network drive that hangs."""
    import threading

    hanging = threading.Event()
    monkeypatch.setattr(
        "service.answers.corpus_state.corpus_changes", lambda *_: hanging.wait(30) and None
    )
    ready = answered(client, "/readyz")
    assert (ready["status"], ready["corpus"]) == ("ready", None)
    assert answered(client, "/reports?format=json")["corpus"] is None
    hanging.set()


def test_a_folder_that_is_gone_is_named_and_answers_go_on(
    client: FlaskClient, corpus: Path
) -> None:
    shutil.rmtree(corpus)
    gone = f"the corpus folder {corpus} does not exist any more"
    assert gone[1:] in client.get("/reports").text
    assert answered(client, "/reports?format=json")["corpus"]["problem"] == gone
    until(lambda: answered(client, "/readyz")["corpus"] == gone)
    assert_problem(client.get("/sources/ferry"), 404, gone)
    assert_problem(client.get("/sources/ferry"), 404, "start the service with --corpus DIR")
    assert client.get("/ask?q=ferry").status_code == 200


def test_an_unreadable_record_is_named_where_a_source_is_asked_for(
    client: FlaskClient, plain: Settings
) -> None:
    (plain.index / "corpus.json").write_text("damaged")
    assert_problem(client.get("/sources/ferry"), 404, "which states the corpus of the index")
    until(lambda: "cannot be read" in (answered(client, "/readyz")["corpus"] or ""))
    assert client.get("/ask?q=ferry").status_code == 200


def test_the_folder_that_serve_names_goes_before(
    plain: Settings, corpus: Path, tmp_path: Path
) -> None:
    moved = corpus.rename(tmp_path / "moved")
    named = load_settings({}, index=plain.index, corpus=moved, reranker="none")
    client = create_app(named, Engine(named, BagOfWords())).test_client()
    assert client.get("/sources/ferry").status_code == 200


def test_status_names_each_file_and_its_exit_code_tells_programs(
    plain: Settings, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generation = (plain.index / "CURRENT").read_text().split('"')[3]
    about = f"The index in {plain.index} holds 2 reports and 6 sentences of {corpus}, generation "
    assert main(["status", "--index", str(plain.index)]) == 0
    assert capsys.readouterr().out == f"{about}{generation}.\nNo file has changed since.\n"
    change(corpus)
    assert main(["status", "--index", str(plain.index)]) == 1
    assert capsys.readouterr().out == (
        f"{about}{generation}.\n{CHANGED}: run python build_index.py --index {plain.index}\n"
        "  new: a.txt\n  new: b.txt\n  new: c.txt\n  changed: ferry.txt\n"
        "  gone: notes/Harbor.txt\n"
    )
    assert main(["status", "--json", "--index", str(plain.index)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["summary"], told["gone"]) == (CHANGED, ["notes/Harbor.txt"])
    about_index = {"generation": generation, "reports": 2, "passages": 6, "recall": None}
    assert told["index"] == about_index
    shutil.rmtree(corpus)
    assert main(["status", "--index", str(plain.index)]) == 1
    assert f"The corpus folder {corpus} does not exist any more.\n" in capsys.readouterr().out


def test_status_gives_the_reason_for_each_file_that_could_not_be_read(
    build: Callable[[], BuildSummary],
    plain: Settings,
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.rmtree(corpus / "notes")
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.4 no")
    reason = build().failed[0].reason
    assert main(["status", "--index", str(plain.index)]) == 0
    said = capsys.readouterr().out
    assert " holds 1 report and 4 sentences of " in said
    assert said.endswith(f"1 file could not be read:\n  scan.pdf: {reason}\n")


def test_only_an_index_that_was_built_misses_its_folder(
    plain: Settings, corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warn_of_missing_corpus(load_settings({}, corpus=corpus / "new", index=tmp_path / "none"))
    assert caplog.text == ""
    shutil.rmtree(corpus)
    warn_of_missing_corpus(plain)
    assert f"the corpus folder {corpus} does not exist" in caplog.text


def test_verify_finds_the_sources_of_the_index(
    plain: Settings, client: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_bytes(client.get("/ask?q=ferry").data)
    assert main(["verify", str(tmp_path / "a.json"), "--index", str(plain.index)]) == 0
    assert " exact, 0 moved, 0 broken" in capsys.readouterr().out


@pytest.mark.slow
def test_a_build_of_another_folder_exits_with_2_and_the_plain_build_keeps_the_reports(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trap: a remedy on the page that replaced one's own reports by the sample."""
    from build_index import main as build

    index = tmp_path / "mine_index"
    assert build(["--corpus", str(corpus), "--index", str(index)]) == 0
    assert build(["--index", str(index)]) == 0
    assert "is up to date: 2 reports" in capsys.readouterr().out
    other = tmp_path / "other"
    other.mkdir()
    (other / "tram.txt").write_text("The tram stops at noon.\n")
    assert build(["--corpus", str(other), "--index", str(index)]) == 2
    assert f"was built from {corpus}, not from {other}: " in capsys.readouterr().err
    with running_service(index) as (_, site):
        until_ready(site)
        assert get(f"{site}sources/ferry")[0] == 200
        assert get(f"{site}ask?q=ferry")[0] == 200
    assert main(["check", "--index", str(index)]) == 0
    assert "does not exist" not in capsys.readouterr().out
    shutil.rmtree(corpus)
    assert main(["check", "--index", str(index)]) == 0
    gone = f"The corpus folder {corpus} does not exist any more: sources cannot be checked.\n"
    assert gone in capsys.readouterr().out
    with running_service(index) as (process, site):
        until_ready(site)
        process.terminate()
        assert f"the corpus folder {corpus} does not exist" in process.communicate()[1]
    assert build(["--corpus", str(other), "--index", str(index), "--replace"]) == 0
