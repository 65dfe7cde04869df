"""How what serves is opened: never in the way of a request, again after a failure, and told."""

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.encode.onnx import TABLES
from index.rerank import model as reranker
from index.rerank.model import NETWORK, PACKAGED_RERANKER, TOKENIZER
from index.store import open_index
from index.store.files.generation import POINTER
from index.store.protocol import View
from index.types import ModelIdentity
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.until import until, until_serving, until_tried
from tests.service.web.test_ask_api import assert_problem

Build = Callable[..., BuildSummary]


class Held:
    """Holds every opening of an index until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.count = threading.Event(), threading.Event(), 0

        def opened(index: Path, model: ModelIdentity | None = None) -> View:
            self.count += 1
            self.begun.set()
            assert self.go_on.wait(60)
            return open_index(index, model)

        monkeypatch.setattr("service.answers.opened.open_index", opened)


@pytest.fixture
def plain(settings: Settings) -> Settings:
    return settings


@pytest.fixture
def reading(settings: Settings) -> Settings:
    """Settings with the packaged reranker."""
    return replace(settings, reranker="")


def empty(settings: Settings) -> tuple[Engine, FlaskClient]:
    engine = Engine(settings, BagOfWords(), wait=False)
    return engine, create_app(settings, engine).test_client()


def generation_of(client: FlaskClient) -> str:
    content = client.get("/readyz").json
    assert content is not None
    return str(content["generation"])


def test_probes_and_questions_go_on_while_a_new_generation_is_opened(
    plain: Settings, build: Build, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build().generation
    engine = Engine(plain, BagOfWords())
    client = create_app(plain, engine).test_client()
    held = Held(monkeypatch)
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    second = build().generation
    for _ in range(3):
        assert generation_of(client) == first
        answer = client.get("/ask?q=When+does+the+ferry+leave&k=1").json
        assert answer is not None
        assert answer["index"]["generation"] == first
        assert client.get("/metrics").status_code == client.get("/").status_code == 200
    assert held.begun.wait(60)
    held.go_on.set()
    until_serving(engine, second)
    assert held.count == 1
    answer = client.get("/ask?q=When+does+the+ferry+leave&k=1").json
    assert answer is not None
    assert answer["passages"][0]["quote"] == "The ferry leaves at midnight."


def test_a_request_before_the_first_opening_ends_is_told_to_come_again(
    plain: Settings, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = build().generation
    held = Held(monkeypatch)
    engine, client = empty(plain)
    engine.serving.start()
    assert held.begun.wait(60)
    for address in ("/readyz", "/ask?q=ferry", "/", "/reports"):
        assert_problem(client.get(address), 503, "is being opened. Try again in a moment")
    assert client.get("/healthz").status_code == 200
    held.go_on.set()
    until_serving(engine, generation)
    assert generation_of(client) == generation


def test_a_missing_index_is_named_once_and_served_as_soon_as_it_is_there(
    reading: Settings,
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def hashed(path: Path) -> str:
        raise AssertionError(f"{path} was hashed")

    monkeypatch.setattr(reranker, "file_sha256", hashed)
    reranker._sha256_of.cache_clear()
    engine, client = empty(reading)
    for _ in range(20):
        assert_problem(client.get("/readyz"), 503, "there is no index in")
        assert_problem(client.get("/ask?q=ferry"), 503, "run python build_index.py")
    (record,) = caplog.records
    assert record.getMessage() == (
        "the service is not ready, will retry: "
        f"there is no index in {reading.index}: "
        f"run python build_index.py --corpus DIR --index {reading.index}"
    )
    monkeypatch.undo()
    generation = build().generation
    clock = engine.serving._failure
    assert clock is not None  # the first look at the new pointer waits for no time to pass
    monkeypatch.setattr("time.monotonic", lambda: clock.until - 1)
    until_tried(engine)
    assert generation_of(client) == generation


@pytest.mark.parametrize("name", [NETWORK, TABLES, TOKENIZER])
def test_a_broken_file_of_the_reranker_is_named_hashed_once_and_tried_at_doubled_times(
    name: str,
    reading: Settings,
    build: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "reranker"
    shutil.copytree(PACKAGED_RERANKER, folder)
    sound = (folder / name).read_bytes()
    (folder / name).write_bytes(sound[:1000])
    monkeypatch.setattr("service.answers.opened.PACKAGED_RERANKER", folder)
    hashed: list[Path] = []

    def noted(path: Path) -> str:
        hashed.append(path)
        return "0" * 64

    monkeypatch.setattr(reranker, "file_sha256", noted)
    clock = [0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    tried: list[int] = []
    whole = open_index

    def opened(index: Path, model: ModelIdentity | None = None) -> View:
        tried.append(clock[0])
        return whole(index, model)

    monkeypatch.setattr("service.answers.opened.open_index", opened)
    generation = build().generation
    engine, client = empty(reading)
    for clock[0] in range(70):
        until_tried(engine)
    assert tried == [0, 3, 8, 17, 34, 67]
    response = client.get("/readyz")
    assert_problem(response, 503, str(folder / name))
    assert_problem(response, 503, "restore it with git checkout, or set PINCITE_RERANKER")
    assert hashed == [folder / NETWORK, folder / TABLES]
    (record,) = [one for one in caplog.records if one.name == "service.answers.serving"]
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    (folder / name).write_bytes(sound)
    clock[0] = 1000
    until_tried(engine)
    assert generation_of(client) == generation
    again = [] if name == TOKENIZER else [folder / name]
    assert hashed == [folder / NETWORK, folder / TABLES, *again]


def test_an_error_that_nobody_expected_is_named_and_the_log_has_where_it_was(
    plain: Settings,
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(path: Path) -> None:
        raise MemoryError("no memory")

    build()
    monkeypatch.setattr("index.store.local.vectors.VectorIndex.load", fail)
    engine, client = empty(plain)
    told: list[object] = []

    def keep_what_a_probe_sees(_: logging.LogRecord) -> bool:
        told.append(engine.serving._failure)
        return True

    log = logging.getLogger("service.answers.serving")
    monkeypatch.setattr(log, "filters", [keep_what_a_probe_sees])
    until(lambda: "MemoryError" in client.get("/readyz").text)
    assert told == [None]  # the log had it first
    assert_problem(
        client.get("/readyz"),
        503,
        "The service is not ready: the index cannot be opened (MemoryError): see the service's log",
    )
    (record,) = caplog.records
    assert record.exc_info is not None


def test_where_no_thread_can_be_started_the_old_generation_serves_and_the_next_look_tries_again(
    plain: Settings, build: Build, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build().generation
    engine = Engine(plain, BagOfWords())
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    second = build().generation

    def fail(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", fail)
        assert engine.opened.generation.manifest.generation == first
    until_serving(engine, second)


def test_a_service_that_stops_opens_nothing_new_and_tells_whether_it_still_opens(
    plain: Settings, build: Build, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build().generation
    engine = Engine(plain, BagOfWords())
    client = create_app(plain, engine).test_client()
    assert engine.serving.finish()
    held = Held(monkeypatch)
    monkeypatch.setattr("service.answers.serving._STOP_SECONDS", 0.01)
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    second = build().generation
    assert generation_of(client) == first
    assert held.begun.wait(60)
    assert not engine.serving.finish()
    held.go_on.set()
    until_serving(engine, second)
    engine.serving.stop()
    assert_problem(client.get("/readyz"), 503, "The service is stopping")
    (corpus / "ferry.txt").write_text("The ferry leaves at noon.")
    build()
    until_tried(engine)
    assert client.get("/ask?q=ferry").status_code == 200
    assert (engine.opened.generation.manifest.generation, held.count) == (second, 1)


def test_a_generation_is_warm_when_it_begins_to_serve(plain: Settings, build: Build) -> None:
    generation = build().generation
    embedder = BagOfWords()
    engine = Engine(plain, embedder, wait=False)
    prepared: list[list[str]] = []
    engine.serving.when_opened.append(lambda: prepared.append(list(embedder.encoded)))
    engine.serving.start()
    until(lambda: bool(prepared))
    assert prepared == [["warm up"]]
    assert engine.opened.generation.manifest.generation == generation


def test_a_service_follows_the_pointer_forth_and_back_though_nobody_asks(
    plain: Settings, build: Build, corpus: Path
) -> None:
    first = build().generation
    engine = Engine(plain, BagOfWords(), wait=False)
    engine.serving.start()

    def serves(generation: str) -> bool:
        try:  # ``current`` does not look at the pointer
            return engine.serving.current.generation.manifest.generation == generation
        except NotReady:
            return False

    until(lambda: serves(first))
    pointer = (plain.index / POINTER).read_text()
    (corpus / "ferry.txt").write_text("The ferry leaves at midnight.")
    second = build().generation
    until(lambda: serves(second))
    (plain.index / POINTER).write_text(pointer)
    until(lambda: serves(first))
    engine.serving.stop()


def test_a_link_to_a_report_of_a_newer_generation_waits_for_it_and_any_other_does_not(
    plain: Settings, build: Build, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    engine = Engine(plain, BagOfWords())
    client = create_app(plain, engine).test_client()
    (corpus / "tram.txt").write_text("The tram stops at the pier.")
    build()
    held = Held(monkeypatch)
    threading.Timer(0.5, held.go_on.set).start()
    assert client.get("/reports/tram").status_code == 200
    assert client.get("/reports/bus").status_code == 404
    (corpus / "tram.txt").write_text("The tram stops at the quay.")
    build()
    newer = open_index(plain.index)
    (link,) = [f"s1~{anchor}" for anchor in newer.anchors("tram")]
    newer.close()
    held.go_on.clear()
    threading.Timer(0.5, held.go_on.set).start()
    found = client.get(f"/reports/tram?format=json&link={link}").json
    assert found is not None
    assert (found["status"], found["quote"]) == ("same", "The tram stops at the quay.")
    assert held.count == 2


def test_a_link_waits_no_longer_than_some_seconds_for_a_newer_generation(
    plain: Settings, build: Build, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build().generation
    engine = Engine(plain, BagOfWords())
    (corpus / "tram.txt").write_text("The tram stops at the pier.")
    build()
    held = Held(monkeypatch)
    assert engine.serving.caught_up(0.1).generation.manifest.generation == first
    held.go_on.set()
    until_tried(engine)
