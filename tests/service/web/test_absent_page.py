"""Certificates of absence over HTTP: the page, its files, its refusals and its limits."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.answers.engine import Engine
from service.records.canonical import canonical, is_intact
from tests.service.batch.test_jobs import HTML
from tests.service.web.test_ask_api import assert_problem

NO_ANSWER = "Who ate the zebra?"
ANSWERED = "How many cars does the ferry carry?"


def record_of(client: FlaskClient, **fields: str) -> dict[str, Any]:
    sent = client.post("/absent", data={**fields, "format": "json"})
    assert sent.status_code == 200, sent.text
    found: dict[str, Any] = json.loads(sent.data)
    assert sent.data == canonical(found) + b"\n"
    assert is_intact(found)
    return found


def files_of(page: str) -> dict[str, str]:
    links = [unescape(one) for one in re.findall(r'href="(/absent\?[^"]*)"', page)]
    return {link.rpartition("=")[2]: link for link in links}


def test_phrases_that_stand_nowhere_are_certified_on_the_page(client: FlaskClient) -> None:
    page = client.post("/absent", data={"phrases": "zebra\r\nunicorn | unicorns"}, headers=HTML)
    assert page.status_code == 200
    assert "Certificate of absence" in page.text
    assert "No phrase under “phrases” stands" in page.text
    assert "5 of 5 found" in page.text
    assert "unicorn | unicorns" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_phrase_that_stands_is_shown_with_a_link_to_its_place(client: FlaskClient) -> None:
    page = client.post("/absent", data={"phrases": "forty cars"}, headers=HTML).text
    assert "No certificate of absence" in page
    assert "The reports hold every phrase" in page
    assert re.search(r'“forty cars” in <a href="/reports/ferry#s2[^"]*">', page)


def test_the_files_hold_the_record_that_is_shown(client: FlaskClient) -> None:
    for data in ({"phrases": "zebra"}, {"phrases": "\n".join(f"zebra {n:04}" for n in range(500))}):
        page = client.post("/absent", data=data, headers=HTML).text
        links = files_of(page)
        assert all(len(link) < 3000 for link in links.values())
        shown = re.search(r"Record <code>(\w{64})</code>", page)
        assert shown
        sent = client.get(links["json"], headers=HTML)
        found = json.loads(sent.data)
        assert sent.data == canonical(found) + b"\n"
        assert is_intact(found)
        assert found["record_id"] == shown[1]
        assert sent.mimetype == "application/json"
        name = f"certificate-{shown[1][:12]}"
        assert sent.headers["Content-Disposition"] == f'attachment; filename="{name}.json"'
        html = client.get(links["html"], headers=HTML)
        assert html.mimetype == "text/html"
        assert html.headers["Content-Disposition"] == f'attachment; filename="{name}.html"'
        assert shown[1] in html.text
        assert 'href="/' not in html.text


def test_a_record_that_is_not_held_is_made_again_or_missing(client: FlaskClient) -> None:
    gone = "0" * 64
    assert_problem(client.get(f"/absent?record={gone}&format=json"), 404, "no longer held")
    again: Any = client.get(f"/absent?phrases=zebra&record={gone}&format=json").json
    assert again["status"] == "certified"


def test_settings_bound_what_is_held_and_what_a_link_repeats(
    guarded: Callable[..., FlaskClient],
) -> None:
    for held, is_gone in ((32_000_000, False), (0, True)):
        client = guarded(certificate_cache_bytes=held)
        page = client.post("/absent", data={"phrases": "zebra"}, headers=HTML).text
        shown = re.search(r"Record <code>(\w{64})</code>", page)
        assert shown
        link = files_of(page)["json"]
        assert "phrases=zebra" in link
        found: Any = client.get(link).get_json()
        assert found["status"] == "certified"
        again = client.get(f"/absent?record={shown[1]}&format=json")
        assert (again.status_code == 404) == is_gone
    client = guarded(max_certificate_link_chars=len("phrases=zebra"))
    for phrase, is_repeated in (("zebra", True), ("zebras", False)):
        page = client.post("/absent", data={"phrases": phrase}, headers=HTML).text
        assert ("phrases=" in files_of(page)["json"]) == is_repeated


def test_a_question_without_an_answer_gets_its_record(client: FlaskClient) -> None:
    found = record_of(client, q=NO_ANSWER)
    assert (found["strength"], found["question"]) == ("question", NO_ANSWER)
    assert "answered" not in [one["code"] for one in found["reasons"]]
    page = client.get("/absent", query_string={"q": NO_ANSWER}, headers=HTML).text
    assert NO_ANSWER in page
    assert "Positive controls" in page


def test_a_question_with_an_answer_is_refused_with_the_reason(client: FlaskClient) -> None:
    found = record_of(client, q=ANSWERED)
    assert found["status"] == "refused"
    assert found["statement"] is None
    page = client.get("/absent", query_string={"q": ANSWERED}, headers=HTML)
    assert page.status_code == 200
    assert "Why it is refused" in page.text
    assert found["reasons"][0]["text"] in unescape(page.text)


def test_filters_and_partial_are_those_of_the_record(client: FlaskClient) -> None:
    found = record_of(client, phrases="cars", report="notes/harbor", partial="1")
    assert [one["id"] for one in found["covered"]] == ["notes/harbor"]
    assert found["partial"] is True
    assert ([one["text"] for one in found["phrases"]], found["standing"]) == (["cars"], [])
    page = client.get("/absent?phrases=cars&report=notes/harbor", headers=HTML).text
    assert 'value="notes/harbor" checked' in page
    empty = {"phrases": "cars", "q": "", "from": "", "to": ""}
    assert client.post("/absent", data=empty, headers=HTML).status_code == 200


def test_behind_each_no_answer_is_the_link_with_the_filters(client: FlaskClient) -> None:
    asked = {"q": NO_ANSWER, "report": "ferry", "k": "2"}
    page = client.get("/", query_string=asked, headers=HTML).text
    link = re.search(r'href="([^"]*)">Certify that the reports have no answer', page)
    assert link
    assert unescape(link[1]) == "/absent?q=Who+ate+the+zebra%3F&report=ferry"
    answered = client.get("/", query_string={"q": ANSWERED}, headers=HTML).text
    assert "Certify that" not in answered
    parts = client.get("/", query_string={"q": f"{ANSWERED} {NO_ANSWER}"}, headers=HTML).text
    assert parts.count("Certify that the reports have no answer") == 1
    assert "/absent?q=Who+ate+the+zebra%3F" in parts


@pytest.mark.parametrize(
    ("fields", "field", "detail"),
    [
        ({}, "phrases", "there is nothing to certify: write phrases, one on each line"),
        ({"phrases": " \n# a comment"}, "phrases", "there is no phrase"),
        ({"phrases": "zebra", "q": NO_ANSWER}, "question", "certify one of them at a time"),
        ({"phrases": "one\ntwo\nthree"}, "phrases", "there are 3 phrases: send at most 2"),
        ({"phrases": "zebra" * 3}, "phrases", "shorten it to at most 10"),
        ({"phrases": "a … b"}, "phrases", "ellipsis"),
        ({"q": "x" * 1001}, "question", "1001"),
        ({"phrases": "zebra", "report": "none"}, "report", "no report 'none'"),
        ({"phrases": "zebra", "from": "soon"}, "from", "from is not a date"),
        ({"phrases": "zebra", "partial": "2"}, "partial", "unknown partial 2: use 1"),
    ],
)
def test_an_error_names_the_field_and_the_fix(
    shared_guarded: Callable[..., FlaskClient], fields: dict[str, str], field: str, detail: str
) -> None:
    client = shared_guarded(max_phrases=2, max_phrase_chars=10)
    sent = client.post("/absent", data={**fields, "format": "json"})
    assert_problem(sent, 422, detail)
    assert sent.get_json()["field"] == field
    page = client.post("/absent", data={"phrases": "", **fields}, headers=HTML)
    assert page.status_code == 422
    text = unescape(page.text)
    assert "There is a problem" in text
    assert detail[1:].lower() in text.lower()
    assert fields.get("phrases", "") in text


def test_unknown_parameters_and_bodies_are_refused(client: FlaskClient) -> None:
    assert_problem(client.get("/absent?phrases=x&k=2&format=json"), 422, "unknown parameter k")
    assert_problem(
        client.get("/absent?q=x&format=pdf"), 422, "unknown format pdf: use json or html"
    )
    assert_problem(client.get("/absent?q=x&q=y&format=json"), 422, "q appears twice")
    assert_problem(client.post("/absent", json={"q": "x"}), 415, "send the fields of a form")
    long = client.post("/absent", data={"phrases": "zebra\n" * 20_000, "format": "json"})
    assert_problem(long, 413, "PINCITE_MAX_BODY_BYTES")


def test_a_certificate_keeps_the_deadline_of_a_request(
    guarded: Callable[..., FlaskClient],
) -> None:
    client = guarded(request_seconds=0.0)
    for fields in ({"phrases": "zebra"}, {"q": NO_ANSWER}):
        sent = client.post("/absent", data={**fields, "format": "json"})
        assert_problem(sent, 503, "choose fewer reports or phrases")
        page = client.post("/absent", data=fields, headers=HTML)
        assert page.status_code == 503
        assert "The certificate took longer than 0 seconds" in page.text


def test_the_form_and_hostile_text(client: FlaskClient, unready: FlaskClient) -> None:
    form = client.get("/absent", headers=HTML)
    assert form.status_code == 200
    assert "Certify an absence" in form.text
    page = client.post("/absent", data={"phrases": "<script>alert(1)</script>"}, headers=HTML)
    assert "<script>alert" not in page.text
    assert unready.get("/absent", headers=HTML).status_code == 503
    assert unready.get("/absent?q=x&format=json").status_code == 503


def test_json_is_also_sent_to_who_accepts_it(client: FlaskClient, engine: Engine) -> None:
    sent = client.get("/absent?phrases=zebra", headers={"Accept": "application/json"})
    found: Any = sent.get_json()
    assert found["index"]["generation"] == engine.opened.info.generation
