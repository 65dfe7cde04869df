"""What bounds a request once the application has it, and what is noted of it."""

import io
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.errors import SettingError
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary
from index.types import Vectors
from service.answers.engine import Engine
from service.web.app import create_app
from service.web.log import ACCESS, JsonLines, LogWriter, TextLines, request_id
from tests.fakes import BagOfWords
from tests.service.web.test_ask_api import assert_problem

Guarded = Callable[..., FlaskClient]
PHRASE = "zanzibar ferry"


@pytest.fixture
def lines() -> Iterator[list[logging.LogRecord]]:
    kept: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    handler = Keeper()
    level = ACCESS.level
    ACCESS.addHandler(handler)
    ACCESS.setLevel(logging.INFO)
    yield kept
    ACCESS.removeHandler(handler)
    ACCESS.setLevel(level)


class Slow(BagOfWords):
    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        if texts != ["warm up"]:
            time.sleep(0.15)
        return super().encode(texts, done)


def test_an_answer_that_takes_too_long_is_given_up(
    settings: Settings, build: Callable[..., BuildSummary]
) -> None:
    build()
    made = replace(settings, reranker="none", request_seconds=0.1)
    engine = Engine(made, Slow())
    client = create_app(made, engine).test_client()
    for path in ("/ask?q=ferry", "/?q=ferry"):
        response = client.get(path)
        assert_problem(response, 503, "longer than 0.1 seconds")
        assert response.headers["Retry-After"] == "2"
    patient = replace(made, request_seconds=30)
    engine = Engine(patient, Slow())
    assert create_app(patient, engine).test_client().get("/ask?q=ferry").status_code == 200


def test_each_request_has_one_line_that_names_it(
    guarded: Guarded, lines: list[logging.LogRecord]
) -> None:
    client = guarded()
    response = client.get("/ask?q=ferry", headers={"X-Request-Id": "job-7:a.b_c"})
    assert response.headers["X-Request-Id"] == "job-7:a.b_c"
    (record,) = lines
    fields = json.loads(JsonLines().format(record))
    assert fields["method"] == "GET"
    assert fields["route"] == "/ask"
    assert fields["status"] == 200
    assert fields["request_id"] == "job-7:a.b_c"
    assert fields["generation"].startswith("000001-")
    assert set(fields["stages_ms"]) == {"embed", "search", "compose"}
    assert 0 < sum(fields["stages_ms"].values()) <= fields["ms"]
    words = TextLines("%(levelname)s %(name)s: %(message)s").format(record)
    assert words.startswith("INFO service.access: method=GET route=/ask status=200 ms=")
    assert "request_id=job-7:a.b_c" in words
    client.get("/nothing")
    assert json.loads(JsonLines().format(lines[1]))["route"] is None
    assert len(lines) == 2


@pytest.mark.parametrize("given", [None, "", "a b", "a\nb", "x" * 65, "ä", '"', "a;b"])
def test_an_id_that_could_do_harm_is_replaced(given: str | None) -> None:
    made = request_id(given)
    assert made != given
    assert len(made) == 16
    assert made != request_id(given)


def test_questions_are_not_logged_unless_that_is_set(
    guarded: Guarded, lines: list[logging.LogRecord]
) -> None:
    def ask(client: FlaskClient) -> list[str]:
        lines.clear()
        client.get("/ask", query_string={"q": PHRASE})
        client.get("/", query_string={"q": PHRASE})
        client.post("/ask", json={"question": PHRASE})
        client.post("/ask", data=PHRASE, content_type="application/json")
        client.get(f"/{PHRASE}")
        client.get("/reports/none", query_string={"q": PHRASE})
        client.get("/ask", query_string={"question": PHRASE})
        client.post("/ask", json={"q": PHRASE})
        return [JsonLines().format(record) + TextLines().format(record) for record in lines]

    silent = ask(guarded())
    assert len(silent) == 8
    assert not any("zanzibar" in line for line in silent)
    spoken = ask(guarded(log_questions=True))
    assert ["zanzibar" in line for line in spoken] == [
        *(True, True, True, False, False, True),
        *(True, True),
    ]


def test_no_line_of_the_log_can_be_forged() -> None:
    record = logging.makeLogRecord({"msg": "a\r\x1b[2Jb", "levelname": "INFO", "name": "x"})
    assert TextLines("%(message)s").format(record) == "a\\x0d\\x1b[2Jb"
    record = logging.makeLogRecord({"msg": "a\nINFO service: b"})
    assert TextLines("%(message)s").format(record) == "a\n    INFO service: b"
    assert "\n" not in JsonLines().format(record)


class Stuck(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def write(self, text: str) -> int:
        self.released.wait()
        return super().write(text)


def test_nobody_waits_for_who_reads_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = Stuck()
    monkeypatch.setattr(sys, "stderr", stuck)
    writer = LogWriter(load_settings({}))
    for at in range(10_050):
        writer.handle(logging.makeLogRecord({"msg": f"line {at}", "levelname": "INFO"}))
    assert 40 <= writer.lost <= 50
    stuck.released.set()
    deadline = time.monotonic() + 60
    while writer.queue.qsize() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert writer.finish()
    assert stuck.getvalue().count("line") == 10_050 - writer.lost


def line(text: str) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": text, "levelname": "INFO", "name": "x"})


def written(writer: LogWriter, lost: int) -> None:
    """Wait until the writer has come to the end of what it was given."""
    deadline = time.monotonic() + 60
    while (writer.queue.qsize() or writer.lost < lost) and time.monotonic() < deadline:
        time.sleep(0.005)


class Failing(io.StringIO):
    """Fails while it is told to."""

    fails = True

    def write(self, text: str) -> int:
        if self.fails:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_a_line_that_cannot_be_written_is_lost_and_the_next_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Failing()
    monkeypatch.setattr(sys, "stderr", stream)
    writer = LogWriter(load_settings({}))
    for at in range(3):
        writer.handle(line(f"lost {at}"))
    written(writer, 3)
    assert writer.lost == 3
    stream.fails = False
    writer.handle(line("kept"))
    assert writer.finish()
    assert (writer.lost, stream.getvalue()) == (3, "INFO x: kept\n")


def test_a_pipe_without_a_reader_and_a_full_disk_lose_lines_and_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    sound = os.open(tmp_path / "log", os.O_CREAT | os.O_WRONLY)
    for broken in (writing, os.open("/dev/full", os.O_WRONLY)):
        with os.fdopen(broken, "w") as stream:
            monkeypatch.setattr(sys, "stderr", stream)
            writer = LogWriter(load_settings({}))
            writer.handle(line("lost"))
            written(writer, 1)
            assert writer.lost == 1
            os.dup2(sound, broken)
            writer.handle(line("kept"))
            assert writer.finish()
            assert writer.lost == 1
    os.close(sound)
    assert (tmp_path / "log").read_text() == "INFO x: kept\n" * 2


def test_a_service_without_a_standard_error_counts_what_it_would_have_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    writer = LogWriter(load_settings({}))
    writer.handle(line("lost"))
    assert writer.finish()
    assert writer.lost == 1


@pytest.mark.parametrize(
    "variable", [{"PINCITE_LOG_FORMAT": "xml"}, {"PINCITE_OPEN": "maybe"}, {"PINCITE_OPEN": ""}]
)
def test_a_choice_that_there_is_not_is_refused(variable: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="it must be"):
        load_settings(variable)


def test_yes_and_no_are_read() -> None:
    assert load_settings({"PINCITE_OPEN": "true"}).open is True
    assert load_settings({"PINCITE_OPEN": "0"}).open is False


def test_json_is_read_200_levels_deep_and_no_deeper(guarded: Guarded) -> None:
    client = guarded()
    for depth, status in ((150, 422), (250, 400), (30_000, 400)):
        body = '{"question": ' + "[" * depth + "]" * depth + "}"
        response = client.post("/ask", data=body, content_type="application/json")
        assert response.status_code == status, depth
