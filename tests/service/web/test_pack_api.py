"""Claims about evidence packs over HTTP."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from service.answers.engine import Engine
from service.packs.check import pack_problems
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.batch.test_jobs import finished

FERRY, MASTER = "When does the ferry leave?", "Who is the master?"
LIMIT = 2**30


def answers_in(content: bytes, path: Path) -> list[dict[str, object]]:
    path.write_bytes(content)
    assert pack_problems(path, LIMIT) == []
    with zipfile.ZipFile(path) as zipped:
        text = zipped.read("evidence-pack/data/answers.jsonl").decode()
    return [json.loads(line) for line in text.splitlines()]


def limited(engine: Engine, **limits: int) -> FlaskClient:
    settings = replace(engine.settings, **limits)  # type: ignore[arg-type]
    return create_app(settings, Engine(settings, BagOfWords())).test_client()


def sent(client: FlaskClient) -> str:
    """Send a question file, and return the address of its job."""
    file = (io.BytesIO(f"{FERRY}\n{MASTER}\n".encode()), "questions.txt")
    response = client.post("/batch", data={"file": file})
    address = response.headers["Location"]
    finished(client, address)
    return address.rpartition("/")[2]


def test_a_question_file_has_a_pack_of_its_answers(client: FlaskClient, tmp_path: Path) -> None:
    job = sent(client)
    address = client.get(f"/batch/{job}?format=json").get_json()["downloads"][".zip"]
    assert f'href="{address}"' in client.get(f"/batch/{job}").text
    response = client.get(address)
    assert response.mimetype == "application/zip"
    assert response.content_length == len(response.data)
    lines = client.get(f"/batch/{job}/answers.jsonl").text.splitlines()
    assert answers_in(response.data, tmp_path / "pack.zip") == [json.loads(one) for one in lines]
    assert job.encode() not in response.data  # who knows the id can delete the job


def test_a_question_file_of_more_answers_than_the_limit_is_refused(engine: Engine) -> None:
    client = limited(engine, max_pack_answers=1)
    response = client.get(f"/batch/{sent(client)}/pack.zip")
    assert response.status_code == 422
    assert "PINCITE_MAX_PACK_ANSWERS" in response.get_json()["detail"]


def test_a_question_file_whose_text_the_index_lost_is_refused(
    client: FlaskClient, engine: Engine
) -> None:
    job = sent(client)
    path = next(engine.settings.job_folder.rglob(f"{job}/answers"))
    citations = json.loads(path.read_text().splitlines()[0])["passages"]
    lost = path.read_text().replace(citations[0]["citation"]["text_sha256"], "0" * 64)
    path.write_text(lost)
    response = limited(engine).get(f"/batch/{job}/pack.zip")
    assert response.status_code == 422
    assert "no longer holds the text" in response.get_json()["detail"]


def test_questions_in_json_are_asked_as_ask_does(client: FlaskClient, tmp_path: Path) -> None:
    report = client.get(f"/ask?{urlencode({'q': FERRY})}").get_json()["passages"][0]["citation"]
    questions = [{"question": FERRY, "reports": [report["report"]["id"]], "k": 1},
                 {"question": MASTER}]  # fmt: skip
    response = client.post("/pack", json={"questions": questions})
    found = answers_in(response.data, tmp_path / "pack.zip")
    for one, question in zip(found, questions, strict=True):
        alone = client.post("/ask", json=question).get_json()
        assert one["passages"] == alone["passages"]
        assert one["question"] == alone["question"]


def test_a_form_asks_the_questions_of_addresses(client: FlaskClient, tmp_path: Path) -> None:
    urls = [f"/?{urlencode({'q': FERRY, 'k': 1, 'from': ''})}", f"/reports/?q={MASTER}"]
    response = client.post("/pack", data={"url": urls})
    found = answers_in(response.data, tmp_path / "pack.zip")
    assert [one["question"] for one in found] == [FERRY, MASTER]
    assert len(found[0]["passages"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"json": {"questions": []}}, 422, "questions"),
        ({"json": {"questions": [{"question": FERRY}, {"question": " "}]}}, 422, "question 2"),
        ({"json": {"questions": [{"question": FERRY, "reports": ["?"]}]}}, 422, "question 1"),
        ({"json": {"questions": [{"question": FERRY}] * 3}}, 422, "PINCITE_MAX_PACK_QUESTIONS"),
        ({"data": {"url": ["/?q=x", "/?q=x&from=never"]}}, 422, "question 2"),
        ({"data": {"url": "/?q=%ff"}}, 422, "url cannot be read"),
        ({"data": {"url": "//[?q=x"}}, 422, "url cannot be read"),
        ({"data": {"url": ["/?q=x"] * 3}}, 422, "PINCITE_MAX_PACK_QUESTIONS"),
        ({"data": {}}, 415, "Content-Type"),
        ({"data": {"other": "x"}}, 422, "no questions"),
        ({"data": b"{", "content_type": "application/json"}, 400, "invalid body"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    engine: Engine, sent: dict[str, object], status: int, told: str
) -> None:
    response = limited(engine, max_pack_questions=2).post("/pack", **sent)
    assert response.status_code == status
    assert told in response.get_json()["detail"]


def test_the_form_of_another_site_is_refused(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/pack", data={"url": "/?q=x"}, headers=headers).status_code == 403
