"""A folder that is watched: it is built when it has changed, and when it is quiet."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build.build import build_index
from service.builds.folder import state_of
from service.builds.watch import FolderWatcher
from tests.fakes import BagOfWords
from tests.service.builds.conftest import PATIENCE, TRAM, Desk, Opened
from tests.service.http.served import served
from tests.service.until import until_serving

pytestmark = pytest.mark.slow


def until(said: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def watched(open_desk: Opened) -> Desk:
    desk = open_desk(watch_seconds=0.1)
    desk.corpus.mkdir()
    FolderWatcher(desk.engine, desk.builder).start()
    return desk


def number(desk: Desk) -> int:
    latest = desk.builder.latest
    return latest.number if latest and not latest.unfinished else 0


def test_what_is_copied_into_the_folder_is_searched(watched: Desk) -> None:
    (watched.corpus / "tram.txt").write_bytes(TRAM)
    until(lambda: number(watched) == 1)
    assert watched.quotes("tram")[0].startswith("The tram")
    latest = watched.builder.latest
    assert latest is not None
    assert latest.cause == "watch"
    (watched.corpus / "tram.txt").rename(watched.corpus / "car.txt")
    until(lambda: number(watched) == 2)
    assert list(watched.engine.opened.generation.reports) == ["car"]
    (watched.corpus / "b.txt").write_text("A boat leaves at noon.\n")
    until(lambda: number(watched) == 3)
    (watched.corpus / "b.txt").unlink()
    until(lambda: number(watched) == 4)
    assert list(watched.engine.opened.generation.reports) == ["car"]


def test_a_record_that_cannot_be_read_does_not_end_the_watch(open_desk: Opened) -> None:
    desk = open_desk()
    desk.added({"tram.txt": TRAM})
    plain = open_desk(corpus=Path("corpus/reports"), given=frozenset(), watch_seconds=0.1)
    record = desk.settings.index / "corpus.json"
    whole = record.read_text()
    record.write_text("damaged")
    FolderWatcher(plain.engine, plain.builder).start()
    time.sleep(0.5)
    (desk.corpus / "b.txt").write_text("A boat leaves at noon.\n")
    record.write_text(whole)
    until(lambda: number(plain) == 2)
    assert plain.quotes("boat")[0] == "A boat leaves at noon."


def test_a_file_that_still_grows_is_waited_for(open_desk: Opened) -> None:
    desk = open_desk(watch_seconds=0.3)
    desk.corpus.mkdir()
    (desk.corpus / "tram.txt").write_bytes(TRAM)
    FolderWatcher(desk.engine, desk.builder).start()
    began = time.monotonic()
    while time.monotonic() - began < 1.5:
        with (desk.corpus / "tram.txt").open("ab") as stream:
            stream.write(b"It is late. ")
        time.sleep(0.05)
        assert desk.builder.latest is None
    until(lambda: number(desk) == 1)


def test_nothing_is_built_twice(watched: Desk) -> None:
    watched.added({"tram.txt": TRAM})  # what a client brings is built at once
    time.sleep(0.6)
    assert number(watched) == 1
    (watched.corpus / "catalog.toml").write_text("[[report]\n")
    until(lambda: number(watched) == 2)  # fails, and is not tried again and again
    time.sleep(0.6)
    latest = watched.builder.latest
    assert latest is not None
    assert (latest.number, latest.state) == (2, "failed")


def test_hidden_files_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".removed" / "a").mkdir(parents=True)
    (tmp_path / ".removed" / "a" / "b.txt").write_text("b")
    (tmp_path / ".x.swp").write_text("b")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    assert state_of(tmp_path) == frozenset()
    assert state_of(tmp_path / "none") == frozenset()


def test_a_watcher_ends_with_the_service(watched: Desk) -> None:
    assert any(thread.name == "watch-folder" for thread in threading.enumerate())
    watched.engine.serving.finish()
    assert not any(thread.name == "watch-folder" for thread in threading.enumerate())


def test_a_service_that_watches_answers_from_new_files(desk: Desk, tmp_path: Path) -> None:
    desk.corpus.mkdir()
    (desk.corpus / "tram.txt").write_bytes(TRAM)
    build_index(desk.settings, BagOfWords())
    with served(
        desk.settings.index, corpus=desk.corpus, watch=1, watch_seconds=0.2,
        job_folder=tmp_path / "jobs",
    ) as running:  # fmt: skip
        (desk.corpus / "boat.txt").write_text("A boat leaves at noon.\n")

        def answers() -> bool:
            status, response = running.get("/ask?q=boat")
            body = json.loads(response.split(b"\r\n\r\n", 1)[1])
            return status == 200 and body["passages"][0]["quote"] == "A boat leaves at noon."

        until(answers)


def test_two_services_that_watch_one_folder_make_one_generation(open_desk: Opened) -> None:
    desks = [open_desk(watch_seconds=0.1) for _ in range(2)]
    desks[0].corpus.mkdir()
    (desks[0].corpus / "tram.txt").write_bytes(TRAM)
    for desk in desks:
        FolderWatcher(desk.engine, desk.builder).start()
    until(lambda: all(desk.builder.seen is not None for desk in desks))
    until(lambda: {desks[0].builder.get(n).state for n in (1, 2)} == {"done"})
    builds = [desks[1].builder.get(n) for n in (1, 2)]
    assert [(build.cause, build.failure) for build in builds] == [("watch", "")] * 2
    assert builds[0].generation == builds[1].generation
    assert builds[0].generation.startswith("000001-")
    for desk in desks:
        until_serving(desk.engine, builds[0].generation)
        assert desk.quotes("tram")[0].startswith("The tram")
