import json
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench.peers import figures as f
from bench.peers.inputs import many_sentences, own_report
from bench.peers.ours import Ours
from bench.peers.servers import closed_loop, read_answer, serving
from bench.peers.systems import INT8, RERANKER, SCRIPT, TXTAI
from bench.peers.worker import Worker, answer
from index.store import open_index

SERVER = [sys.executable, "-m", "tests.fake_server"]


class Echo:
    """Answers with what it was asked, and remembers what it did."""

    def __init__(self) -> None:
        self.did: list[object] = []

    def ask(self, question: str) -> Any:
        self.did.append(question)
        return question

    def ask_all(self, questions: Sequence[str]) -> list[Any]:
        return [{"question": question} for question in questions]

    def encode(self, texts: Sequence[str]) -> Any:
        return [[float(len(text)), 1.0] for text in texts]

    def prepare(self, folder: Path) -> None:
        self.did.append(("prepared", folder))

    def build(self, corpus: Path, sentences: Sequence[str], folder: Path) -> None:
        self.did.append(("built", corpus, list(sentences), folder))


def test_each_question_is_asked_once_in_order_and_timed() -> None:
    echo = Echo()
    reply = answer(echo, {"do": "ask", "questions": ["one", "two", "three"]})
    assert echo.did == ["one", "two", "three"]
    assert len(reply["ms"]) == 3
    assert all(ms >= 0 for ms in reply["ms"])
    assert reply["cpu_s"] >= 0


def test_a_question_file_becomes_a_line_of_json_an_answer(tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"
    reply = answer(Echo(), {"do": "batch", "questions": ["ä", "b"], "output": str(output)})
    assert [json.loads(line) for line in output.read_text("utf-8").splitlines()] == [
        {"question": "ä"},
        {"question": "b"},
    ]
    assert set(reply) == {"seconds", "cpu_s"}


def test_what_a_build_needs_is_loaded_before_it_is_timed(tmp_path: Path) -> None:
    echo = Echo()
    sentences = tmp_path / "sentences.json"
    sentences.write_text('["One.", "Two."]')
    answer(
        echo,
        {"do": "build", "corpus": "reports", "sentences": str(sentences), "folder": "empty"},
    )
    assert echo.did == [
        ("prepared", Path("empty")),
        ("built", Path("reports"), ["One.", "Two."], Path("empty")),
    ]


def test_an_unknown_message_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot do this"):
        answer(Echo(), {"do": "sing"})


def test_replies_survive_what_libraries_print() -> None:
    with Worker([sys.executable, "-m", "tests.fake_worker"], {}) as worker:
        assert worker(do="encode", texts=["abc", "ü"]) == {"vectors": [[3.0, 1.0], [1.0, 1.0]]}


def test_a_worker_that_ends_says_why() -> None:
    with pytest.raises(SystemExit, match="a worker ended: no index here"):
        Worker([sys.executable, "-c", "import sys; sys.exit('no index here')"], {})


def test_percentiles_lie_between_the_values_in_proportion() -> None:
    values = [4.0, 1.0, 3.0, 2.0, 5.0]
    assert f.percentile(values, 50) == 3
    assert f.percentile(values, 95) == pytest.approx(4.8)
    assert f.percentile([7.0], 99) == 7


@pytest.mark.parametrize(
    ("measure", "ours", "theirs", "times"),
    [
        (f.P50, 2.0, 10.0, 5.0),
        (f.MEMORY, 100.0, 50.0, 0.5),
        (f.http(8, "requests/s"), 500.0, 100.0, 5.0),
        (f.BUILD, 50.0, 100.0, 0.5),
        (f.READY, 1.0, 4.0, 4.0),
        (f.BATCH_CPU, 1.0, 4.0, 4.0),
    ],
)
def test_a_ratio_above_one_means_that_ours_is_better(
    measure: str, ours: float, theirs: float, times: float
) -> None:
    assert f.times_better(measure, ours, theirs) == times


def test_ratios_hold_only_what_both_were_measured_on() -> None:
    figures = {INT8.name: {f.P50: 1.0, f.NOTHING: 1.0}, SCRIPT.name: {f.P50: 8.0}}
    assert f.ratios(figures) == {f"{INT8.name} / {SCRIPT.name}": {f.P50: 8.0}}


def test_a_target_is_passed_missed_or_not_measured() -> None:
    figures = {
        RERANKER.name: {f.P50: 61.0, f.READY: 1.2, f.COLD: 1.0},
        INT8.name: {f.MEMORY: 150.0, f.P50: 1.0},
        SCRIPT.name: {f.P50: 6.0},
        TXTAI.name: {f.P50: 9.0, f.COLD: 8.0},
    }
    verdicts = {
        cells[1].strip(): (cells[2].strip(), cells[3].strip())
        for cells in (line.split("|") for line in list(f.verdicts(figures))[2:])
    }
    by_start = {claim.split(",")[0]: verdict for claim, verdict in verdicts.items()}
    assert by_start["one question with the reranker"] == ("61", "MISS")
    assert by_start["server ready (as it ships)"] == ("1.2", "pass")
    assert by_start["cold ask (as it ships"] == ("0.125", "pass")
    assert by_start["one question in int8"] == ("6", "MISS")  # the script is the fastest peer
    assert by_start["one question in fp32"] == ("–", "not measured")


def test_the_table_has_a_column_a_system_and_a_dash_where_nothing_was_measured() -> None:
    lines = list(f.table({"a": {"x": 123.4, "y": 1.0}, "b": {"x": 0.5}}))
    assert lines == [
        "| measure | a | b |",
        "|---|---|---|",
        "| x | 123 | 0.50 |",
        "| y | 1.00 | – |",
    ]


def test_the_peers_get_the_sentences_of_our_own_index(tmp_path: Path, alliance: Any) -> None:
    own = own_report(tmp_path)
    assert own.count == alliance.opened.generation.manifest.passages
    assert len(json.loads(own.sentences.read_text("utf-8"))) == own.count


def test_without_an_evaluation_set_the_long_build_is_left_out_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert many_sentences(tmp_path, 100, tmp_path) is None
    assert "give --data" in capsys.readouterr().out


def test_a_closed_loop_counts_every_request_that_the_server_saw() -> None:
    with serving(SERVER, "first") as server:
        assert server.started_in > 0
        assert server.resident > 1
        server.connection.close()
        done = closed_loop(server, ["one", "two", "three"], concurrency=4, seconds=0.3)
        with socket.create_connection((server.host, server.port)) as line:
            line.sendall(b"GET /count HTTP/1.1\r\nHost: x\r\n\r\n")
            seen = int(read_answer(line))
    assert len(done.times) == seen >= 4
    assert done.seconds >= 0.3
    assert done.cpu >= 0


def test_an_answer_is_read_to_its_end_however_it_is_cut() -> None:
    ours, theirs = socket.socketpair()
    content = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX: a: b\r\n\r\nhello world"

    def send() -> None:
        for at in range(len(content)):
            theirs.sendall(content[at : at + 1])

    sender = threading.Thread(target=send)
    sender.start()
    with ours, theirs:
        assert read_answer(ours) == b"hello world"
        sender.join()


def test_an_answer_that_is_an_error_is_no_answer() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nwait")
        with pytest.raises(ValueError, match="503 Busy: wait"):
            read_answer(ours)


def test_our_own_answers_to_a_question_file_become_lines_of_json(alliance_index: Path) -> None:
    (found,) = Ours(alliance_index).ask_all(["How many U.S. troops are stationed in Japan?"])
    assert next(iter(found)) == "id"
    first = json.loads(json.dumps(found))["passages"][0]
    assert first["citation"]["id"] == "us-japan-alliance#s2"


def test_our_build_replaces_the_reports_of_the_index_that_it_begins_with(
    alliance_index: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bay.txt").write_text("The ferry leaves at nine. It carries forty cars.")
    ours = Ours(alliance_index)
    ours.prepare(tmp_path)
    ours.build(corpus, [], tmp_path)
    view = open_index(tmp_path / "index")
    with closing(view):
        assert list(view.reports) == ["bay"]
        assert len(list(view.sentences("bay"))) == 2
