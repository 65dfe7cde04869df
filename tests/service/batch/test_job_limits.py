"""The limits of question files on the page, each just under and just over."""

import base64
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from corpus.settings import Settings
from service.batch.job import JobNotFound, QueueFull
from service.batch.jobs import JobStore
from tests.service.batch.test_jobs import HTML, add, aged, workbook

Guarded = Callable[..., FlaskClient]
TABLE = b"nr,Frage\n1,When does the ferry leave?\n"


def upload(
    client: FlaskClient, name: str, content: bytes, headers: Any = None, **fields: Any
) -> Any:
    """Send a file in a body that is no temporary file, which the test client leaves open."""
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
    media_type = f"multipart/form-data; boundary={boundary}"
    return client.post("/batch", data=body, content_type=media_type, headers=headers)


def state_of(client: FlaskClient, address: str) -> Any:
    return client.get(address + "?format=json").json["state"]  # type: ignore[index]


@pytest.fixture
def store_of(settings: Settings) -> Callable[..., JobStore]:
    return lambda **chosen: JobStore(replace(settings, **chosen))


@pytest.mark.parametrize("keep_jobs", [1, 50])
def test_choosing_the_column_never_removes_the_upload(
    guarded: Guarded, settings: Settings, keep_jobs: int
) -> None:
    client = guarded(keep_jobs=keep_jobs, job_queue=1, keep_job_days=1)
    store = JobStore(settings)
    for _ in range(keep_jobs):
        add(store, b"ferry?\n", state="done")
    address = upload(client, "q.csv", TABLE).headers["Location"]
    assert client.post(address + "/column", data={"column": "1"}).status_code == 303
    assert state_of(client, address) in ("queued", "running", "done")


@pytest.mark.parametrize("keep_jobs", [1, 3])
def test_resuming_the_oldest_job_never_removes_it(
    store_of: Callable[..., JobStore], keep_jobs: int
) -> None:
    store = store_of(keep_jobs=keep_jobs, job_queue=1, keep_job_days=1)
    oldest = aged(store, add(store, state="cancelled"), 90_000)
    for _ in range(keep_jobs):
        add(store_of(keep_job_days=9), state="done")
    resumed = store.change(oldest.id, ("cancelled",), state="queued", queued=oldest.queued + 90_000)
    assert resumed is not None
    assert store.get(oldest.id).state == "queued"


def test_an_upload_of_somebody_else_leaves_one_whose_column_is_being_chosen(
    store_of: Callable[..., JobStore],
) -> None:
    store = store_of(keep_jobs=1, job_queue=3, keep_job_days=1)
    add(store, state="done")
    mine = add(store, state="choosing")
    theirs = [add(store, state="choosing") for _ in range(2)]
    with pytest.raises(QueueFull):
        add(store, state="choosing")
    assert {store.get(job.id).state for job in (mine, *theirs)} == {"choosing"}
    assert store.change(mine.id, ("choosing",), state="queued") is not None  # it has its place


def test_a_job_that_ends_long_after_it_was_sent_is_kept_for_its_days(
    store_of: Callable[..., JobStore],
) -> None:
    store = store_of(keep_job_days=1)
    job = aged(store, add(store), 90_000)
    store.change(job.id, ("queued",), state="done", ended=job.created + 90_000)
    add(store)
    assert store.get(job.id).state == "done"
    aged(store, job, 90_000)
    add(store)
    with pytest.raises(JobNotFound):
        store.get(job.id)


def file_of(size: int) -> bytes:
    """Return a file with one question and so many bytes."""
    line = '{"question": "ferry?", "note": "%s"}\n'
    return (line % ("x" * (size - len(line % "")))).encode()


@pytest.mark.parametrize(
    ("most", "body"),
    [(256, 256), (65_536, 256), (196_000, 65_536), (5_000_000, 65_536), (9_000_001, 65_536),
     (300_000, 1_000_000)],
)  # fmt: skip
def test_a_file_of_so_many_bytes_is_taken_and_one_more_is_not(
    guarded: Guarded, most: int, body: int
) -> None:
    client = guarded(max_upload_bytes=most, max_body_bytes=body)
    assert upload(client, "q.jsonl", file_of(most)).status_code == 303
    refused = upload(client, "q.jsonl", file_of(most + 1))
    assert (refused.status_code, refused.mimetype) == (413, "application/problem+json")
    assert refused.get_json()["detail"].startswith(
        f"q.jsonl has {most + 1:,} bytes; at most {most:,} bytes: divide it"
    )


def test_a_file_that_is_too_large_gets_the_form_back_with_its_other_fields(
    guarded: Guarded,
) -> None:
    filled = {"k": "7", "report": "ferry"}
    response = upload(guarded(), "big.csv", b"x" * 6_100_000, HTML, **filled)
    assert response.status_code == 413
    page = response.text
    # Above the form and at the field.
    assert page.count("big.csv has 6.1 MB; at most 5 MB: divide it") == 2
    assert '<a href="#file">' in page
    assert re.search(r'<input id="file"[^>]* aria-invalid="true" aria-describedby="error ', page)
    assert re.search(r'<input id="k"[^>]* value="7"', page)
    assert '<option value="ferry" selected>' in page


def test_a_body_far_beyond_the_limit_is_refused_unread(guarded: Guarded) -> None:
    client = guarded(max_upload_bytes=100_000)
    response = upload(client, "q.txt", b"x" * 300_000)
    assert response.status_code == 413
    assert "PINCITE_MAX_UPLOAD_BYTES" in response.get_json()["detail"]


def test_an_option_that_is_wrong_is_named_at_its_field(guarded: Guarded) -> None:
    page = upload(guarded(), "q.txt", b"ferry?", HTML, k="99", report="ferry").text
    assert '<a href="#k">K is 99: use a number from 1 to 50.</a> Choose the file again' in page
    assert re.search(r'<input id="k"[^>]* value="99" aria-invalid="true"', page)
    assert '<option value="ferry" selected>' in page
    assert "<title>Error: Question files" in page


@pytest.mark.parametrize("name", ["report.pdf", "Report.DOCX", "page.html", "notes.md"])
def test_a_report_is_sent_to_the_page_for_reports(guarded: Guarded, name: str) -> None:
    response = upload(guarded(), name, b"x" * 6_000_000, HTML)
    assert response.status_code == 422
    assert f"{name} is not a question file: to add a report, see /reports;".casefold() in (
        response.text.casefold()
    )
    assert '<a href="/reports">Open Reports</a>' in response.text


def workbook_of(size: int) -> bytes:
    """Return a workbook with random notes and so many bytes; a part that no sheet uses fills it."""
    chance = random.Random(size)
    length = max(0, int(0.7 * size) - 6000) // 40
    notes = [base64.b64encode(chance.randbytes(length)).decode() for _ in range(40)]
    book = workbook(("question", "note"), *(("ferry?", note[:30_000]) for note in notes))
    return padded(book, size - len(padded(book, 0)))


def padded(book: bytes, size: int) -> bytes:
    stream = io.BytesIO(book)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("padding.bin", random.Random(size).randbytes(size))
    return stream.getvalue()


def lines_of_size(size: int, head: str, line: str) -> bytes:
    """Return a file of so many bytes: a head, equal lines, and blanks that fill it up."""
    rows = 1 + size // 100_000
    text = head + line % ("x" * ((size - len(head)) // rows - len(line % ""))) * rows
    return (text + " " * (size - len(text))).encode()


FILES = {
    "q.txt": lambda size: lines_of_size(size, "", "ferry? %s\n"),
    "q.csv": lambda size: lines_of_size(size, "question,note\n", "ferry?,%s\n"),
    "q.jsonl": lambda size: lines_of_size(size, "", '{"question": "ferry?", "note": "%s"}\n'),
    "q.xlsx": workbook_of,
}
SIZES = [1000, 9000, 64_000, 70_000, 140_000, 196_000, 300_000, 900_000, 2_500_000, 5_000_000]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_file_up_to_the_limit_is_taken(guarded: Guarded, name: str) -> None:
    client = guarded(job_queue=1000)
    for size in SIZES if name != "q.xlsx" else SIZES[1:]:
        content = FILES[name](size)
        assert len(content) == size
        response = upload(client, name, content)
        assert response.status_code == 303, (size, response.text)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 196_608, 262_144])
def test_an_upload_is_taken_wherever_a_buffer_may_end_in_it(guarded: Guarded, size: int) -> None:
    client = guarded(job_queue=100)
    for shift in range(-40, 120, 16):
        line = b'{"question": "ferry?", "note": "' + b"x" * 9000 + b'"}\n'
        content = (line * (1 + size // len(line)))[: size + shift]
        assert upload(client, "q.jsonl", content).status_code == 303


def test_the_fields_of_a_form_are_bounded_and_not_its_file(guarded: Guarded) -> None:
    client = guarded(max_body_bytes=1000)
    assert upload(client, "q.jsonl", file_of(400_000), note="x" * 200_000).status_code == 413
    column = upload(client, "q.csv", TABLE).headers["Location"] + "/column"
    for size, status in ((1000, 422), (1001, 413)):
        data = "column=" + "x" * (size - 7)
        response = client.post(column, data=data, content_type="application/x-www-form-urlencoded")
        assert response.status_code == status
    assert "PINCITE_MAX_BODY_BYTES" in response.get_json()["detail"]


def test_so_many_rows_are_taken_and_one_more_is_not(guarded: Guarded) -> None:
    client = guarded(max_upload_rows=3)
    assert upload(client, "q.txt", b"ferry?\n" * 3).status_code == 303
    assert upload(client, "q.csv", b"question\n" + b"ferry?\n" * 3).status_code == 303
    for name, content in (
        ("q.txt", b"ferry?\n" * 4),
        ("q.csv", b"question\n" + b"ferry?\n" * 4),
        ("q.csv", b"Frage\n" + b"ferry?\n" * 4),
        ("q.jsonl", b'{"question": "ferry?"}\n' * 4),
    ):
        response = upload(client, name, content)
        assert response.status_code == 422
        assert f"{name} has 4 questions: upload at most 3" in response.get_json()["detail"]


def test_the_question_and_the_passages_of_the_page_are_bounded(guarded: Guarded) -> None:
    client = guarded(max_question_chars=200, max_k=7)
    for question, k, status in (
        ("x" * 200, "7", 200),
        ("x" * 201, "7", 422),
        ("x" * 200, "8", 422),
        ("x" * 200, "1", 200),
        ("x" * 200, "0", 422),
    ):
        asked = {"q": question, "k": k}
        assert client.get("/", query_string=asked, headers=HTML).status_code == status
        assert upload(client, "q.txt", b"ferry?\n", k=k).status_code == (
            422 if k in ("0", "8") else 303
        )


def test_the_page_states_the_limits_that_hold(guarded: Guarded) -> None:
    page = guarded(max_upload_bytes=256, max_upload_rows=3).get("/batch").text
    assert "at most 3 questions" in page
    assert "256 bytes" in page
