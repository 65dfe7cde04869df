import io
import json
import time
from typing import Any

import docx
import jsonschema
import pytest
from flask.testing import FlaskClient

from service.citecheck.output.as_json import findings_schema
from tests.service.conftest import Guarded

TEXT = """Memo

The report says that “It carries forty cars.” and “the ferry to Kestrel Bay leaves at ten”.
"""
PAGE = {"Accept": "text/html"}


def send(client: FlaskClient, text: str = TEXT, name: str = "memo.txt", **fields: Any) -> Any:
    data = {"file": (io.BytesIO(text.encode()), name), **fields}
    return client.post("/citecheck", data=data, headers=PAGE)


def finished(client: FlaskClient, address: str) -> Any:
    for _ in range(600):
        state = client.get(f"{address}?format=json").get_json()
        if state["state"] not in ("waiting", "running"):
            return state
        time.sleep(0.05)
    raise TimeoutError


def test_the_api_answers_text_with_findings_that_satisfy_the_schema(client: FlaskClient) -> None:
    response = client.post("/citecheck", json={"text": TEXT})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    content = json.loads(response.data)
    jsonschema.validate(content, findings_schema())
    verdicts = {one["text"]: one["verdict"] for one in content["findings"]
                if one["kind"] == "quotation"}  # fmt: skip
    assert verdicts["It carries forty cars."] == "exact"
    assert verdicts["the ferry to Kestrel Bay leaves at ten"] in ("altered", "not_found")


def test_the_api_answers_a_file_with_the_findings_of_its_text(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(TEXT.encode()), "memo.md")}
    by_file = client.post("/citecheck", data=data).get_json()
    by_text = client.post("/citecheck", json={"text": TEXT}).get_json()
    assert by_file["name"] == "memo.md"
    assert by_text["name"] == ""
    assert [one["verdict"] for one in by_file["findings"]] == [
        one["verdict"] for one in by_text["findings"]
    ]


def test_the_page_leads_from_the_form_to_the_findings_and_the_files(client: FlaskClient) -> None:
    sent = send(client)
    assert sent.status_code == 303
    address = sent.headers["Location"]
    state = finished(client, address)
    assert (state["state"], state["failure"]) == ("done", "")
    assert state["done"] == state["total"] > 0
    page = client.get(address)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "It carries forty cars." in page.text
    assert 'href="/reports/ferry#s2' in page.text
    files = {end: client.get(at) for end, at in state["downloads"].items()}
    assert set(files) == {"annotated.html", "findings.json", "findings.csv"}
    assert all(one.status_code == 200 for one in files.values())
    assert files["findings.json"].headers["Content-Disposition"] == (
        'attachment; filename="draft.findings.json"'
    )
    assert json.loads(files["findings.json"].data)["name"] == "memo.txt"
    assert "http://localhost/reports/ferry#s2" in files["annotated.html"].text
    assert client.get(f"{address}/draft.annotated.docx").status_code == 404


def test_a_word_draft_comes_back_with_comments_and_its_words_unchanged(
    client: FlaskClient,
) -> None:
    document, written = docx.Document(), io.BytesIO()
    for line in TEXT.split("\n\n"):
        document.add_paragraph(line.strip())
    document.save(written)
    data = {"file": (io.BytesIO(written.getvalue()), "memo.docx")}
    address = client.post("/citecheck", data=data, headers=PAGE).headers["Location"]
    state = finished(client, address)
    response = client.get(state["downloads"]["annotated.docx"])
    assert response.status_code == 200
    annotated = docx.Document(io.BytesIO(response.data))
    assert [one.text for one in annotated.paragraphs] == [one.text for one in document.paragraphs]
    told = [one.text for one in annotated.comments]
    judged = client.get(state["downloads"]["findings.json"]).get_json()["findings"]
    assert len(told) == sum(one["verdict"] not in (None, "own_words") for one in judged)
    assert told[0].startswith("✓ ")
    assert "exact" in told[0]


def test_a_check_is_forgotten_when_it_is_deleted_and_when_a_program_has_its_answer(
    guarded: Guarded, tmp_path: Any
) -> None:
    client = guarded()
    address = send(client).headers["Location"]
    finished(client, address)
    assert client.post(f"{address}/remove").status_code == 303
    assert client.get(address, headers=PAGE).status_code == 404
    client.post("/citecheck", json={"text": TEXT})
    assert not list((tmp_path / "jobs").rglob("*.json"))


def test_nothing_is_written_unless_somebody_keeps_the_draft(
    guarded: Guarded, tmp_path: Any
) -> None:
    client = guarded()
    finished(client, send(client).headers["Location"])
    assert not list((tmp_path / "jobs").rglob("*"))
    address = send(client, keep="on").headers["Location"]
    finished(client, address)
    (kept,) = (tmp_path / "jobs" / "checks").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    again = guarded()  # another process of the service
    assert again.get(f"{address}?format=json").get_json()["state"] == "done"
    assert "It carries forty cars." in again.get(address).text
    assert again.post(f"{address}/remove").status_code == 303
    assert not kept.exists()


def test_a_check_expires_some_time_after_it_was_last_looked_at(guarded: Guarded) -> None:
    client = guarded(check_minutes=0.01)
    address = send(client).headers["Location"]
    assert finished(client, address)["state"] == "done"
    time.sleep(1.2)
    assert client.get(address).status_code == 404


def test_the_oldest_check_makes_room_for_a_new_one(guarded: Guarded) -> None:
    client = guarded(max_checks=2)
    first, second, third = [send(client).headers["Location"] for _ in range(1)] + [""] * 2
    finished(client, first)
    second = send(client).headers["Location"]
    finished(client, second)
    third = send(client).headers["Location"]
    finished(client, third)
    assert [client.get(at).status_code for at in (first, second, third)] == [404, 200, 200]


@pytest.mark.parametrize(
    ("name", "text", "settings", "status", "words"),
    [
        ("memo.rtf", TEXT, {}, 422, "choose a file that ends in .txt"),
        ("memo.txt", "  ", {}, 422, "the draft is empty"),
        ("memo.txt", TEXT * 9, {"max_draft_bytes": 256}, 413, "PINCITE_MAX_DRAFT_BYTES"),
        ("memo.txt", TEXT * 9, {"max_draft_units": 9}, 422, "PINCITE_MAX_DRAFT_UNITS"),
        ("memo.docx", "no zip", {}, 422, ": "),
    ],
)
def test_a_refused_draft_is_a_problem_with_a_remedy(
    shared_guarded: Guarded, name: str, text: str, settings: Any, status: int, words: str
) -> None:
    client = shared_guarded(**settings)
    response = client.post("/citecheck", data={"file": (io.BytesIO(text.encode()), name)})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert words in response.get_json()["detail"]


def test_a_form_that_is_refused_comes_back_with_its_text(shared_guarded: Guarded) -> None:
    client = shared_guarded(max_draft_bytes=256)
    data = {"text": "A <long> draft. " * 30, "keep": "on"}
    response = client.post("/citecheck", data=data, headers=PAGE)
    assert response.status_code == 413
    assert "A &lt;long&gt; draft." in response.text
    assert "PINCITE_MAX_DRAFT_BYTES" in response.text


def test_the_body_of_a_draft_may_be_longer_than_that_of_a_question(client: FlaskClient) -> None:
    long = {"text": "word " * 20_000}
    assert client.post("/citecheck", json=long).status_code == 200
    assert client.post("/citecheck", data=long).status_code == 200
    assert client.post("/ask", json={"question": long["text"]}).status_code == 413


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("{}", 422), ('{"text": 1}', 422), ('{"text": "a", "other": 1}', 422),
     ('{"text": "a word", "reports": ["none"]}', 422)],
)  # fmt: skip
def test_a_body_that_is_not_valid_is_refused(client: FlaskClient, body: str, status: int) -> None:
    response = client.post("/citecheck", data=body, content_type="application/json")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_an_unknown_check_is_not_found(client: FlaskClient) -> None:
    for name in ("0" * 32, "..", "x"):
        assert client.get(f"/citecheck/{name}").status_code == 404


def test_a_check_that_takes_long_is_accepted_and_answered_later(guarded: Guarded) -> None:
    client = guarded(request_seconds=0.1)
    many = "\n\n".join(f"“It carries forty {number} cars.”" for number in range(200))
    response = client.post("/citecheck", json={"text": many})
    assert response.status_code == 202
    state = finished(client, response.headers["Location"].partition("?")[0])
    assert state["counts"]
    assert client.get(state["downloads"]["findings.json"]).status_code == 200


def test_only_the_named_reports_are_searched(client: FlaskClient) -> None:
    found = client.post("/citecheck", json={"text": TEXT, "reports": ["notes/harbor"]}).get_json()
    assert "exact" not in {one["verdict"] for one in found["findings"]}
