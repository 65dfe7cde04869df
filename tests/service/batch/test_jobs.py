"""Question files of the page: kept, answered in the background, taken up again."""

import io
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from index.build.build import BuildSummary
from index.search.scope import Scope
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.problems import problem
from service.answers.result import Result
from service.batch.job import Job, JobNotFound, QueueFull
from service.batch.jobs import JobStore
from service.batch.question_files import read_rows
from service.batch.question_tables import read_table
from service.batch.results import Journal
from service.batch.run import answer_rows
from service.batch.runner import JobRunner
from service.web.app import create_app
from tests.service.exports.test_exports import result
from tests.service.until import until_serving

HTML = {"Accept": "text/html"}
FILE = "".join(f"ferry number {at}?\n" for at in range(40)).encode()


@pytest.fixture
def store(settings: Settings) -> JobStore:
    return JobStore(settings)


def add(store: JobStore, content: bytes = FILE, **about: Any) -> Job:
    rows = len(content.splitlines())
    return store.add("q.txt", content, **{"state": "queued", "rows": rows, "k": 2} | about)


def aged(store: JobStore, job: Job, seconds: float) -> Job:
    """Make a job so much older than it is."""
    path = store.folder / job.id / "job.json"
    kept = json.loads(path.read_text())
    times = {name: kept[name] - seconds for name in ("created", "queued", "ended") if kept[name]}
    path.write_text(json.dumps(kept | times))
    return store.get(job.id)


def wait_for(store: JobStore, job: Job, state: str) -> Job:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = store.get(job.id)
        if found.state == state:
            return found
        time.sleep(0.02)
    pytest.fail(f"the job is {store.get(job.id).state}, not {state}")


def results(store: JobStore, job: Job) -> list[Result]:
    journal = store.journal(job.id)
    journal.refresh()
    return timeless(journal.results())


def timeless(found: Iterable[Result]) -> list[Result]:
    return [
        replace(one, answer=replace(one.answer, took_ms=0.0)) if one.answer else one
        for one in found
    ]


class Gate:
    """Lets an engine answer so many times, then holds it until it is opened."""

    def __init__(self, engine: Engine, free: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open, self.reached, self.asked = threading.Event(), threading.Event(), 0
        whole_ask = engine.ask

        def ask(some: list[Asked]) -> Any:
            self.asked += 1
            if self.asked > free:
                self.reached.set()
                assert self.open.wait(60)
            return whole_ask(some)

        monkeypatch.setattr(engine, "ask", ask)


def test_a_job_is_answered_as_the_engine_answers(store: JobStore, engine: Engine) -> None:
    job = add(store)
    JobRunner(engine, store)
    done = wait_for(store, job, "done")
    expected = answer_rows(engine, read_rows("q.txt", FILE), 2)
    assert results(store, job) == timeless(one for some in expected for one in some)
    assert done.ended >= done.started > done.queued > 0


def test_a_job_goes_on_where_a_stopped_service_left_it(
    settings: Settings, store: JobStore, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = add(store)
    JobRunner(engine, store)
    wait_for(store, whole, "done")

    gate = Gate(engine, 2, monkeypatch)
    job = add(store)
    first = JobRunner(engine, store)
    assert gate.reached.wait(60)
    threading.Timer(0.2, gate.open.set).start()
    first.stop()
    assert store.get(job.id).state == "running"
    done = store.journal(job.id).refresh()
    assert 0 < done < 40
    journal = settings.job_folder / job.id / "answers"
    journal.write_bytes(journal.read_bytes() + b'{"id": 25, "torn')  # as a crash leaves it

    asked = gate.asked
    again = JobStore(settings)
    JobRunner(engine, again)
    finished = wait_for(again, job, "done")
    assert finished.done_before == done
    assert gate.asked - asked == -(-(40 - done) // 8)  # nothing was asked twice
    assert results(again, job) == results(store, whole)


def test_two_runners_of_one_folder_answer_nothing_twice(
    settings: Settings, store: JobStore, engine: Engine
) -> None:
    jobs = [add(store) for _ in range(3)]
    other = JobStore(settings)
    JobRunner(engine, store)
    JobRunner(engine, other)
    for job in jobs:
        wait_for(store, job, "done")
        assert [one.id for one in results(store, job)] == list(range(1, 41))


def test_a_cancelled_job_stops_and_can_go_on(
    store: JobStore, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(engine, 1, monkeypatch)
    job, second = add(store), add(store, b"harbor?\n")
    runner = JobRunner(engine, store)
    assert gate.reached.wait(60)
    store.change(job.id, ("running",), state="cancelled")
    gate.open.set()
    wait_for(store, second, "done")
    stopped = store.journal(job.id).refresh()
    assert store.get(job.id).state == "cancelled"
    assert 0 < stopped < 40
    store.change(job.id, ("cancelled",), state="queued")
    runner.wake()
    wait_for(store, job, "done")
    assert [one.id for one in results(store, job)] == list(range(1, 41))


def test_a_job_that_is_removed_while_it_runs_leaves_nothing(
    settings: Settings, store: JobStore, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(engine, 1, monkeypatch)
    job, second = add(store), add(store, b"harbor?\n")
    JobRunner(engine, store)
    assert gate.reached.wait(60)
    store.remove(job.id)
    gate.open.set()
    wait_for(store, second, "done")
    with pytest.raises(JobNotFound):
        store.get(job.id)
    assert not list(settings.job_folder.glob(f"{job.id}/job.json"))


def test_a_new_generation_midway_is_told_by_the_answers(
    store: JobStore, engine: Engine, corpus: Path, build: Callable[..., BuildSummary],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    gate = Gate(engine, 1, monkeypatch)
    job = add(store)
    JobRunner(engine, store)
    assert gate.reached.wait(60)
    (corpus / "new.txt").write_text("The new ferry carries ninety cars.\n")
    until_serving(engine, build().generation)
    gate.open.set()
    wait_for(store, job, "done")
    journal = store.journal(job.id)
    journal.refresh()
    assert len(journal.generations) == 2
    assert sum(journal.generations.values()) == 40
    found = list(journal.results())
    named = {one.answer.index.generation for one in found if one.answer}
    assert named == set(journal.generations)
    page = create_app(engine.settings, engine).test_client().get(f"/batch/{job.id}").text
    assert "The index changed during this run" in page


def test_the_queue_is_bounded(settings: Settings, engine: Engine) -> None:
    store = JobStore(replace(settings, job_queue=2))
    first = add(store)
    add(store)
    with pytest.raises(QueueFull):
        add(store)
    store.change(first.id, ("queued",), state="cancelled")
    add(store)
    with pytest.raises(QueueFull):
        store.change(first.id, ("cancelled",), state="queued")


def test_a_full_queue_is_a_503_that_says_when_to_come_back(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(engine, 0, monkeypatch)
    client = create_app(replace(settings, job_queue=1), engine).test_client()
    assert upload(client, "q.txt", FILE).status_code == 303
    for headers in ({}, HTML):
        response = upload(client, "q.txt", FILE, headers=headers)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "The queue is full. Try again in a few minutes." in response.text
    gate.open.set()


def test_old_jobs_go_by_number_and_age(settings: Settings, engine: Engine) -> None:
    store = JobStore(replace(settings, keep_jobs=2, keep_job_days=1))
    answered = [add(store, state="done") for _ in range(3)]
    unchosen = aged(store, add(store, state="choosing"), 600)
    add(store)  # makes room before it comes: the one that nobody chose goes, then the oldest
    kept = {path.parent.name for path in settings.job_folder.glob("*/job.json")}
    assert answered[0].id not in kept
    assert unchosen.id not in kept
    assert answered[2].id in kept
    old = answered[2]
    aged(store, old, 90_000)
    waiting = add(store)
    assert not (settings.job_folder / old.id).exists()
    assert store.get(waiting.id).state == "queued"


def test_ids_are_long_random_and_checked(
    settings: Settings, store: JobStore, engine: Engine
) -> None:
    ids = {add(store, state="done").id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(bytes.fromhex(one)) == 16 for one in ids)
    (settings.job_folder.parent / "job.json").write_text("{}")
    for wrong in ("..", ".", "", "x" * 32, "A" * 32, "../" + ids.pop(), f"{ids.pop()}\n", "a" * 31):
        with pytest.raises(JobNotFound):
            store.get(wrong)


@pytest.mark.parametrize(
    "address",
    ["/batch/../../etc/passwd", "/batch/..%2f..%2fx", "/batch/" + "0" * 32, "/batch/%00",
     "/batch/x/answers.csv", "/batch/" + "0" * 32 + "/answers.csv"],
)  # fmt: skip
def test_an_address_of_no_job_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address + "/cancel").status_code in (404, 405)


def test_a_damaged_job_is_not_found_and_stops_nobody(
    settings: Settings, store: JobStore, engine: Engine
) -> None:
    broken, sound = add(store), add(store)
    (settings.job_folder / broken.id / "job.json").write_text('{"id": ')
    JobRunner(engine, store)
    wait_for(store, sound, "done")
    client = create_app(settings, engine).test_client()
    assert client.get(f"/batch/{broken.id}").status_code == 404


def test_a_job_whose_file_is_gone_fails_and_says_so(
    settings: Settings, store: JobStore, engine: Engine
) -> None:
    job = add(store)
    (settings.job_folder / job.id / "questions").unlink()
    JobRunner(engine, store)
    assert "No such file" in wait_for(store, job, "failed").failure


def test_a_name_from_a_client_is_never_a_name_of_ours(settings: Settings, engine: Engine) -> None:
    client = create_app(settings, engine).test_client()
    before = {path for path in settings.job_folder.parent.rglob("*") if path.is_file()}
    for name in (
        "../../evil.txt",
        "/etc/cron.d/x.txt",
        "a\u202etxt.csv.txt",
        "CON.txt",
        "x" * 4000 + ".txt",
    ):
        response = upload(client, name, b"ferry\n")
        assert response.status_code == 303, name
    new = {path for path in settings.job_folder.parent.rglob("*") if path.is_file()} - before
    assert new
    assert {path.name for path in new} <= {
        "job.json",
        "job.new",
        "questions",
        "answers",
        ".lock",
        ".runner",
    }
    assert all(path.is_relative_to(settings.job_folder) for path in new)


def upload(
    client: FlaskClient, name: str, content: bytes, headers: Any = None, **fields: Any
) -> Any:
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post("/batch", data=data, headers=headers)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_as_it_is_typed() -> None:
    content = workbook(
        ("id", "question", "k", "from", None, "note"),
        (17, "ferry?", 2, "2016", "x", True),
        (None,) * 6,
        ("b", " harbor? ", 3.0, None, None, "=1+1"),
        (None,) * 6,
    )
    first, second = read_rows("q.xlsx", content)
    assert (first.id, first.question, first.k) == ("17", "ferry?", 2)
    assert first.scope == Scope(since="2016")
    assert first.columns == {"E": "x", "note": "True"}
    # A formula is not worked out, and this file holds no result of it.
    assert (second.question, second.k, second.columns) == ("harbor?", 3, {})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "save it again as .xlsx, or save the sheet as .csv"),
        (b"PK\x03\x04 cut short", '"q.xlsx" is not a valid Excel workbook'),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
            '"q.xlsx" has a password, or is an old .xls file',
        ),
    ],
)
def test_a_file_that_is_no_workbook_says_so(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_table("q.xlsx", content)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    import zipfile

    packed = io.BytesIO(workbook(("question",), ("ferry",)))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", b"\0" * 250_000_000)
    assert len(packed.getvalue()) < 1_000_000
    with pytest.raises(UnreadableFile, match="needs too much memory or time"):
        read_table("q.xlsx", packed.getvalue())


def test_filters_stand_in_columns_of_a_table() -> None:
    rows = read_rows(
        "q.csv",
        b"Question,K,Report,Publisher,From,To,owner\n"
        b"ferry,2,ferry | notes/harbor,Board,2001,2002-03,Kim\n"
        b"ferry,,,,,,\n"
        b"ferry,two,,,,,\n"
        b"ferry,,,,soon,,Bo\n",
    )
    assert (rows[0].k, rows[0].columns) == (2, {"owner": "Kim"})
    assert rows[0].scope == Scope(("ferry", "notes/harbor"), ("Board",), "2001", "2002-03")
    assert (rows[1].k, rows[1].scope) == (None, Scope())
    assert [row.error and row.error.detail for row in rows[2:]] == [
        "row 3 (line 4): k is not a positive whole number: write digits, as in 5",
        (
            "row 4 (line 5): from is not a date: write a year, a month or a day, as in 2016, "
            "2016-02 or 2016-02-09"
        ),
    ]
    with pytest.raises(BadRequest, match='two columns "from"'):
        read_rows("q.csv", b"question,from,From\n")


def test_a_table_without_a_question_column_asks_which(
    client: FlaskClient, settings: Settings
) -> None:
    content = b"nr,Frage\n1,When does the ferry leave?\n2,Who is the harbor master?\n"
    response = upload(client, "fragen.csv", content, k="1")
    address = response.headers["Location"]
    asked = client.get(address + "?format=json").json
    assert asked is not None
    assert asked["state"] == "choosing"
    assert [(one["name"], one["likeliest"]) for one in asked["columns"]] == [
        ("nr", False),
        ("Frage", True),
    ]
    assert asked["columns"][1]["samples"] == [
        "When does the ferry leave?",
        "Who is the harbor master?",
    ]
    assert client.post(address + "/column", data={"column": "7"}).status_code == 422
    assert client.post(address + "/column", data={}).status_code == 422
    assert client.get(address + "/answers.csv").status_code == 404
    assert client.post(address + "/column", data={"column": "1"}).status_code == 303
    rows = finished(client, address)
    assert [row["question"] for row in rows] == [
        "When does the ferry leave?",
        "Who is the harbor master?",
    ]
    assert [row["columns"] for row in rows] == [{"nr": "1"}, {"nr": "2"}]
    assert {len(row["passages"]) for row in rows} == {1}


def test_a_table_whose_first_line_is_a_question_loses_none(client: FlaskClient) -> None:
    address = upload(client, "q.csv", b"When does the ferry leave?\nferry?\n").headers["Location"]
    client.post(address + "/column", data={"column": "0", "headless": "on"})
    assert [row["question"] for row in finished(client, address)] == [
        "When does the ferry leave?",
        "ferry?",
    ]


@pytest.mark.parametrize(
    ("button", "state", "step"),
    [
        ("column", "choosing", "questions"),
        ("column", "choosing", "_locked"),
        ("cancel", "queued", "_locked"),
        ("resume", "failed", "_locked"),
        ("remove", "done", "_locked"),
    ],
)
def test_a_button_of_a_job_that_was_removed_meanwhile_returns_404(
    client: FlaskClient,
    store: JobStore,
    monkeypatch: pytest.MonkeyPatch,
    button: str,
    state: str,
    step: str,
) -> None:
    job = store.add("q.csv", b"nr,Frage\n1,ferry?\n", state=state)
    whole_step = getattr(JobStore, step)

    def late(self: JobStore, *given: Any, **named: Any) -> Any:
        shutil.rmtree(store.folder / job.id, ignore_errors=True)  # somebody else removes it
        return whole_step(self, *given, **named)

    monkeypatch.setattr(JobStore, step, late)
    response = client.post(f"/batch/{job.id}/{button}", data={"column": "1"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert "was removed: check the address" in response.get_json()["detail"]


def finished(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state = client.get(address + "?format=json").json
        assert state is not None
        if state["state"] == "done":
            return [
                json.loads(line)
                for line in client.get(address + "/answers.jsonl").text.splitlines()
            ]
        time.sleep(0.05)
    pytest.fail("it did not finish")


def test_the_page_of_a_job_is_skimmed_by_status_and_page(client: FlaskClient) -> None:
    content = "".join(f"ferry {at}?\n" for at in range(120)).encode() + b"x" * 1001 + b"\n"
    address = upload(client, "q.txt", content).headers["Location"]
    finished(client, address)
    whole: Any = client.get(address + "?format=json").json
    assert (whole["done"], whole["rows"], whole["pages"]) == (121, 121, 3)
    assert sum(whole["counts"].values()) == 121
    assert whole["counts"]["not_asked"] == 1
    assert [one["number"] for one in whole["results"]] == list(range(1, 51))
    last: Any = client.get(address + "?format=json&page=3").json
    assert [one["number"] for one in last["results"]] == list(range(101, 122))
    (error,) = client.get(address + "?format=json&status=not_asked").json["results"]  # type: ignore[index]
    assert (error["number"], error["words"]) == (121, "Failed")
    assert "shorten it" in error["error"]
    assert client.get(address + "?status=wrong").status_code == 422
    assert client.get(address + "?page=999999999999").status_code == 200


def test_a_form_gives_filters_to_the_rows_that_have_none(client: FlaskClient) -> None:
    content = b'{"question": "ferry"}\n{"question": "ferry", "reports": ["notes/harbor"]}\n'
    address = upload(client, "q.jsonl", content, report="ferry", k="1").headers["Location"]
    cited = [row["passages"][0]["citation"]["report"]["id"] for row in finished(client, address)]
    assert cited == ["ferry", "notes/harbor"]


def test_a_journal_knows_what_another_wrote(tmp_path: Path) -> None:
    writer, reader = Journal(tmp_path / "answers"), Journal(tmp_path / "answers")
    assert reader.refresh() == 0
    writer.append([result(title="q")])
    assert reader.refresh() == 1
    writer.append([Result(2, "", error=problem(422, "row 2 is not JSON"))])
    assert reader.refresh() == 2
    assert reader.counts() == {"answered": 1, "not_asked": 1}
    assert [one.id for one in reader.results(reader.numbers("not_asked"))] == [2]
    assert [one.id for one in reader.results()] == [1, 2]
