"""Disks that take no more: what cannot be kept is said, and nothing half-made is left."""

import gc
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from index.search.scope import EVERYWHERE
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.tally import Tally
from service.batch.jobs import JobStore
from service.batch.question_files import read_rows
from service.batch.run import answer_rows, run_batch
from service.batch.runner import JobRunner
from service.exports import writer_for
from tests.service.batch.test_job_limits import file_of
from tests.service.batch.test_job_limits import upload as send
from tests.service.batch.test_jobs import FILE, HTML, add, results, timeless, upload, wait_for

WAY_OUT = "PINCITE_JOB_FOLDER"
FULL = "File too large"
"""What the system says where a file may not grow; of a full disk it says another reason."""


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.parametrize(("size", "content"), [(700, b"ferry?\n" * 200), (10, b"ferry?\n")])
@pytest.mark.parametrize("headers", [{}, HTML])
def test_an_upload_that_cannot_be_kept_is_a_507_and_leaves_nothing(
    guarded: Callable[..., FlaskClient],
    settings: Settings,
    size: int,
    content: bytes,
    headers: dict[str, str],
) -> None:
    client = guarded()
    with files_up_to(size):
        response = upload(client, "q.txt", content, headers=headers)
    assert response.status_code == 507
    assert FULL in response.text
    assert WAY_OUT in response.text
    assert str(settings.job_folder) not in response.text
    assert [path.name for path in settings.job_folder.iterdir()] == [".lock"]
    assert upload(client, "q.txt", content).status_code == 303


def test_a_job_folder_that_is_none_is_a_507(
    guarded: Callable[..., FlaskClient], settings: Settings
) -> None:
    client = guarded()
    settings.job_folder.write_bytes(b"")
    response = upload(client, "q.txt", b"ferry?\n")
    assert (response.status_code, response.mimetype) == (507, "application/problem+json")
    assert WAY_OUT in response.get_json()["detail"]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # tempfile's, on its error
def test_an_upload_that_no_temporary_file_can_take_is_a_507(
    guarded: Callable[..., FlaskClient],
) -> None:
    client = guarded()
    with files_up_to(100_000):
        response = send(client, "q.jsonl", file_of(1_000_000))
    assert (response.status_code, response.mimetype) == (507, "application/problem+json")
    assert "free some space" in response.get_json()["detail"]
    gc.collect()


@pytest.mark.parametrize("button", ["cancel", "resume", "column"])
def test_a_change_that_cannot_be_kept_is_a_507_and_changes_nothing(
    guarded: Callable[..., FlaskClient], settings: Settings, button: str
) -> None:
    client, store = guarded(), JobStore(settings)
    state = {"cancel": "queued", "resume": "failed", "column": "choosing"}[button]
    job = store.add("q.csv", b"Frage\nferry?\n", state=state)
    before = files(settings.job_folder)
    with files_up_to(10):
        response = client.post(f"/batch/{job.id}/{button}", data={"column": "0"})
    assert (response.status_code, response.mimetype) == (507, "application/problem+json")
    assert files(settings.job_folder) == before
    assert client.post(f"/batch/{job.id}/{button}", data={"column": "0"}).status_code == 303


def test_answers_that_cannot_be_kept_fail_the_job_which_can_go_on(
    settings: Settings, engine: Engine
) -> None:
    store = JobStore(settings)
    job = add(store)
    with files_up_to(30_000):
        runner = JobRunner(engine, store)
        failed = wait_for(store, job, "failed")
    assert FULL in failed.failure
    assert WAY_OUT in failed.failure
    written = files(settings.job_folder)[f"{job.id}/answers"]
    assert 0 < len(written) <= 30_000
    assert written.endswith(b"\n")
    store.change(job.id, ("failed",), state="queued")
    runner.wake()
    wait_for(store, job, "done")
    expected = answer_rows(engine, read_rows("q.txt", FILE), 2)
    assert results(store, job) == timeless(one for some in expected for one in some)


@pytest.mark.slow
def test_a_job_whose_state_cannot_be_kept_fails_once_the_disk_takes_it(
    settings: Settings, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    store = JobStore(settings)
    job = add(store)
    with files_up_to(10):
        runner = JobRunner(engine, store)
        time.sleep(2.5)
    assert FULL in wait_for(store, job, "failed").failure
    assert len([one for one in caplog.records if job.id in one.getMessage()]) == 1
    runner.stop()


def run_to(engine: Engine, output: Path, write: Any = None) -> Tally:
    questions = output.with_name("q.txt")
    if not questions.exists():
        questions.write_bytes(FILE * 5)
    write = write or writer_for(output.name)
    return run_batch(engine, questions, output, write, 2, EVERYWHERE, lambda *_: None)


def test_a_run_whose_disk_is_full_leaves_what_it_has_and_goes_on_from_there(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, whole = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    run_to(engine, whole)
    with pytest.raises(OSError, match=FULL), files_up_to(200_000):
        run_to(engine, output)
    partial = output.with_name("a.jsonl.partial")
    done = partial.read_bytes().count(b"\n") - 1
    assert done >= 64
    assert {path.name for path in tmp_path.glob("a.*")} == {partial.name}
    with pytest.raises(OSError, match=FULL), files_up_to(10):  # what it has is not lost by a try
        run_to(engine, output)
    asked: list[Asked] = []
    whole_ask = engine.ask

    def ask(some: list[Asked]) -> Any:
        asked.extend(some)
        return whole_ask(some)

    monkeypatch.setattr(engine, "ask", ask)
    tally = run_to(engine, output)
    assert (sum(astuple(tally)), tally.failed) == (200, 0)
    assert len(asked) == 200 - done
    assert [line.split(b'"took_ms"')[0] for line in output.read_bytes().splitlines()] == [
        line.split(b'"took_ms"')[0] for line in whole.read_bytes().splitlines()
    ]


def test_an_output_that_cannot_be_written_leaves_the_answers_and_no_half_of_it(
    engine: Engine, tmp_path: Path
) -> None:
    output = tmp_path / "a.jsonl"
    with pytest.raises(OSError, match=FULL), files_up_to(5_000_000):
        run_to(engine, output, lambda _rows: iter([b"x" * 6_000_000]))
    assert {path.name for path in tmp_path.glob("a.*")} == {"a.jsonl.partial"}
    tally = run_to(engine, output)
    assert (sum(astuple(tally)), tally.failed) == (200, 0)
    assert {path.name for path in tmp_path.glob("a.*")} == {"a.jsonl"}
