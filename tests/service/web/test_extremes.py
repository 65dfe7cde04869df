"""The service at the smallest and at the largest value of every setting that is a number."""

import io
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from corpus.errors import PinciteError, SettingError
from corpus.settings import ALL_SETTINGS, PREFIX, Settings, load_settings
from index.build.build import build_index
from index.store import open_index
from service.answers.engine import Engine
from service.answers.examples import _candidates
from service.answers.result import NOT_ASKED
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.answers.test_examples import SENTENCES
from tests.service.http.served import Served, served
from tests.service.until import until
from tests.service.web.test_ask_api import assert_problem

NUMBERS = [item for item in ALL_SETTINGS.values() if item.metadata["low"] is not None]
BY_NAME = {item.name: item for item in NUMBERS}
ENDS = ("low", "high")
BUILD = {
    "jobs",
    "max_file_bytes",
    "max_text_chars",
    "read_memory_bytes",
    "read_cpu_seconds",
    "read_wall_seconds",
    "batch_size",
    "exact_up_to",
    "keep_generations",
}
SERVER = {
    "server_threads",
    "max_waiting",
    "waiting_seconds",
    "request_seconds",
    "client_seconds",
    "grace_seconds",
    "max_connections",
    "max_header_bytes",
    "port",
}
REFUSING = {"max_file_bytes", "max_text_chars"}
"""A build with the smallest of these reads no file at all."""
OF_THE_APPLICATION = set(BY_NAME) - BUILD - SERVER | {"request_seconds"}
TOGETHER: dict[str, dict[str, object]] = {"k": {"max_k": 1000}, "max_k": {"k": 1}}
"""What has to be set as well, since k may not be above max_k."""
QUESTION = "ferry"


def chosen(name: str, end: str) -> dict[str, Any]:
    item = BY_NAME[name]
    kind: type = type(item.default)
    together = TOGETHER.get(name, {}) if (name, end) != ("k", "low") else {}
    return {name: kind(item.metadata[end]), **together}


def all_chosen(names: set[str], end: str) -> dict[str, Any]:
    return {key: value for name in names for key, value in chosen(name, end).items()}


def settings_with(values: dict[str, Any], **more: object) -> Settings:
    """Return the settings as they come from the environment."""
    environ = {f"{PREFIX}{name.upper()}": str(one) for name, one in {**values, **more}.items()}
    settings = load_settings(environ)
    assert {name: getattr(settings, name) for name in values} == values
    return settings


def answered(client: FlaskClient, settings: Settings) -> dict[str, Any]:
    asked = QUESTION[: settings.max_question_chars]
    # The time for an answer may be a tenth of a second, on a busy machine too.
    until(lambda: client.get("/ask", query_string={"q": asked}).status_code == 200)
    response = client.post("/ask", json={"question": asked})
    assert response.status_code == 200, response.text
    assert response.json is not None
    return dict(response.json)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", sorted(OF_THE_APPLICATION))
def test_every_page_and_every_question_works(
    name: str, end: str, small_index: Path, tmp_path: Path
) -> None:
    check_pages(chosen(name, end), small_index, tmp_path)


@pytest.mark.parametrize("end", ENDS)
def test_so_they_do_with_every_setting_of_a_build_and_of_a_server_at_one_end(
    end: str, small_index: Path, tmp_path: Path
) -> None:
    check_pages(all_chosen(set(BY_NAME) - OF_THE_APPLICATION, end), small_index, tmp_path)


def check_pages(values: dict[str, Any], index: Path, folder: Path) -> None:
    settings = settings_with(values, index=index, job_folder=folder / "jobs", reranker="none")
    engine = Engine(settings, BagOfWords(), wait=False)
    client = create_app(settings, engine).test_client()
    until(lambda: client.get("/readyz").status_code == 200)
    content = answered(client, settings)
    assert 1 <= len(content["passages"]) <= settings.k
    pages = ["/", "/reports", "/reports/ferry", "/batch", "/about", "/api", "/metrics"]
    pages += [f"/?q={QUESTION[: settings.max_question_chars]}"]
    for path in pages:
        response = client.get(path)
        assert response.status_code == 200, (path, response.text)
    assert job_of(client, settings) == [1, 0]
    engine.serving.finish()


def job_of(client: FlaskClient, settings: Settings) -> list[int]:
    """Send a question file and return how many of its rows were answered and how many failed."""
    asked = QUESTION[: settings.max_question_chars].encode()
    form = {"file": (io.BytesIO(asked + b"\n"), "q.txt")}
    response = client.post("/batch", data=form)
    assert response.status_code == 303, response.text
    address = f"{response.headers['Location']}?format=json"
    until(lambda: (client.get(address).json or {})["state"] == "done")
    counts: dict[str, int] = (client.get(address).json or {})["counts"]
    failed = counts.pop(NOT_ASKED)
    return [sum(counts.values()), failed]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry leaves at nine.\n")
    (folder / "harbor.md").write_text("# Harbor\n\nThe harbor is deep.\n")
    return folder


@pytest.mark.parametrize("end", ENDS)
def test_a_build_reads_every_file_with_every_setting_of_a_build_at_one_end(
    end: str, corpus: Path, tmp_path: Path
) -> None:
    names = BUILD if end == "high" else BUILD - REFUSING - {"read_wall_seconds"}
    settings = settings_with(
        all_chosen(names, end), corpus=corpus, index=tmp_path / "index", reranker="none"
    )
    summary = build_index(settings, BagOfWords())
    assert summary.failed == ()
    assert set(open_index(settings.index).reports) == {"ferry", "harbor"}


@pytest.mark.parametrize("name", sorted(REFUSING))
def test_a_build_that_may_read_nothing_says_so(name: str, corpus: Path, tmp_path: Path) -> None:
    settings = settings_with(chosen(name, "low"), corpus=corpus, index=tmp_path / "index")
    with pytest.raises(PinciteError, match="no readable report"):
        build_index(settings, BagOfWords())


def test_a_build_with_a_second_for_each_file_reads_it_or_names_the_setting(
    corpus: Path, tmp_path: Path
) -> None:
    settings = settings_with(
        chosen("read_wall_seconds", "low"), corpus=corpus, index=tmp_path / "index"
    )
    summary = build_index(settings, BagOfWords())
    # A busy machine may take longer to start the process that reads the Markdown file.
    assert len(summary.read) + len(summary.failed) == 2
    assert all("PINCITE_READ_WALL_SECONDS" in failure.reason for failure in summary.failed)


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
def test_a_server_answers_and_stops_with_every_setting_of_a_server_at_one_end(
    end: str, small_index: Path
) -> None:
    values = all_chosen(SERVER, end)

    def said(server: Served, path: str) -> bool:
        try:
            return server.get(path)[0] == 200
        except (
            OSError,
            ValueError,
            IndexError,
        ):  # it closes what is silent for a tenth of a second
            return False

    with served(small_index, **values) as server:
        for path in ("/healthz", "/ask?q=ferry", "/", "/reports", "/metrics"):
            until(lambda path=path: said(server, path))  # type: ignore[misc]
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
    assert "Traceback" not in server.log.read_text()


def test_values_that_do_not_go_together_are_refused_with_both_names() -> None:
    with pytest.raises(SettingError, match="lower PINCITE_K, or raise PINCITE_MAX_K"):
        load_settings({"PINCITE_MAX_K": "1"})
    with pytest.raises(SettingError, match="k is 1000 and max_k is 50"):
        load_settings({"PINCITE_K": "1000"})


@pytest.fixture(scope="module")
def harbor_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over a report that answers questions of several lengths."""
    folder = tmp_path_factory.mktemp("harbor")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbor.txt").write_text("\n\n".join(SENTENCES) + "\n")
    index = folder / "index"
    build_index(load_settings({}, corpus=folder / "corpus", index=index), BagOfWords())
    return index


@pytest.mark.parametrize("longest", [1, 6, 7, 23, 24, 40, 60, 80])
def test_a_low_limit_of_questions_refuses_longer_ones_and_nothing_else(
    longest: int, settings: Settings, harbor_index: Path
) -> None:
    chosen = replace(settings, index=harbor_index, max_question_chars=longest)
    engine = Engine(chosen, BagOfWords(), wait=False)
    client = create_app(chosen, engine).test_client()
    until(lambda: client.get("/readyz").status_code == 200)
    page = client.get("/")
    assert page.status_code == 200
    made = {one.question for one in _candidates(engine.opened.generation, longest)}
    assert made == {one for one in SENTENCES.values() if len(one) <= longest}
    shown = client.get("/api?format=json").json
    assert shown is not None
    (question,) = parse_qs(urlsplit(shown["get"].strip("'").split()[-1].strip("'")).query)["q"]
    assert client.get("/ask", query_string={"q": question}).status_code == 200
    long = client.get("/ask", query_string={"q": "x" * (longest + 1)})
    assert_problem(long, 422, f"shorten it to at most {longest}")
    assert job_of(client, chosen) == [1, 0]
