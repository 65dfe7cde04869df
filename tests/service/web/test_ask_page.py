import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build.build import BuildSummary
from service.answers.engine import Engine
from tests.service.until import until_serving

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_the_home_page_asks_and_says_what_is_searched(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'name="q"' in page
    assert "Ask 2 reports" in page
    assert "6 sentences" in page


def test_an_answer_is_marked_cited_and_linked(guarded: Callable[..., FlaskClient]) -> None:
    page = guarded(reranker="").get("/?q=When does the ferry leave?").text
    short = '<strong class="short">nine</strong>'
    assert f"The <mark>ferry</mark> to Kestrel Bay <mark>leaves</mark> at {short}." in page
    assert '<a href="/reports/ferry#s1">ferry, sentence 1, line 1</a>' in page
    assert "It carries forty cars." in page
    assert "<title>When does the ferry leave? – Pincite</title>" in page


def test_a_question_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": '"><script>alert(1)</script>ferry'}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?q=", "The question is empty: write what you want to know."),
        ("?q=" + "x" * 1001, "shorten it to at most 1000"),
        ("?q=x&report=none", "There is no report"),
    ],
)
def test_a_bad_question_keeps_the_form_and_says_what_to_do(
    client: FlaskClient, query: str, message: str
) -> None:
    response = client.get("/" + query)
    assert response.status_code == 422
    assert message in response.text
    assert 'name="q"' in response.text


def test_a_question_without_an_answer_shows_the_nearest_sentences(client: FlaskClient) -> None:
    page = client.get("/?q=Zebra quantum banana?").text
    assert "No answer found" in page
    assert "Searched 6 sentences" in page


def test_a_report_is_read_whole_with_an_anchor_a_sentence(client: FlaskClient) -> None:
    page = client.get("/reports/notes/harbor").text
    assert 'id="s1"' in page
    assert "The harbor master is Ada Lindqvale." in page
    assert page.count("<bdi id=") == 2
    assert client.get("/reports/ferry").text.count('<p><a class="n"') == 2


def test_an_odd_file_name_has_a_citation_that_opens(
    own_engine: Engine, corpus: Path, build: Callable[..., BuildSummary], own_client: FlaskClient
) -> None:
    name = '50% of? the #1 & "best" l\'été/x+y;z'
    (corpus / name).parent.mkdir()
    (corpus / f"{name}.txt").write_text("The zebra sleeps.")
    until_serving(own_engine, build().generation)
    content = own_client.get("/ask?q=zebra&k=1").json
    assert content is not None
    address = content["passages"][0]["citation"]["url"]
    assert "The zebra sleeps." in own_client.get(address.split("#")[0]).text
    assert f'href="{address}"' in own_client.get("/?q=zebra").text


def test_the_reports_are_listed(client: FlaskClient) -> None:
    page = client.get("/reports").text
    assert 'href="/reports/notes/harbor"' in page
    assert "bag-of-words" in page


def test_a_browser_gets_its_errors_as_pages(client: FlaskClient, unready: FlaskClient) -> None:
    missing = client.get("/reports/none", headers=HTML)
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
    waiting = unready.get("/", headers=HTML | {"X-Forwarded-For": "192.0.2.1"})
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "2")
    assert "Temporarily unavailable" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text


def test_who_may_add_reports_is_led_to_them_where_there_are_none(unready: FlaskClient) -> None:
    empty = unready.get("/", headers=HTML)
    assert empty.status_code == 503
    assert "No reports yet" in empty.text
    assert 'href="/reports?add=1"' in empty.text
    assert "refresh" not in empty.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?q=", 'name="q"'),
        ("?q=" + "x" * 1001 + "&report=none", 'name="q"'),
        ("?q=x&report=none", "<fieldset"),
    ],
)
def test_the_field_at_fault_alone_is_marked(client: FlaskClient, query: str, field: str) -> None:
    marked = [
        tag for tag in re.findall(r"<[^>]+>", client.get("/" + query).text) if "aria-invalid" in tag
    ]
    assert len(marked) == 1
    assert field in marked[0]
    assert 'aria-describedby="error"' in marked[0]


def test_a_filter_is_not_lost_between_questions(client: FlaskClient) -> None:
    page = client.get("/?q=ferry&report=ferry&k=2").text
    assert 'value="ferry" checked' in page
    assert '<input type="hidden" name="k" value="2">' in page
    assert "in 1 of 2 reports" in page


def test_the_pages_lead_to_every_form_of_an_answer(client: FlaskClient) -> None:
    page = html.unescape(client.get("/?q=When does the ferry leave?&report=ferry").text)
    query = "q=When+does+the+ferry+leave%3F&report=ferry"
    for address in ("/ask", "/ask.csv", "/ask.xlsx", "/ask.jsonl", "/ask.md"):
        assert f'href="{address}?{query}"' in page
    assert 'href="/cite?id=ferry%23s1&q=When+does+the+ferry+leave%3F"' in page


def test_a_question_that_turns_the_writing_direction_does_not_turn_the_title(
    client: FlaskClient,
) -> None:
    page = client.get("/", query_string={"q": "\u202eferry\u2066"}).text
    assert "<title>ferry – Pincite</title>" in page
    assert 'value="\u202eferry\u2066"' in page


def test_a_sentence_that_does_not_seem_to_answer_stands_apart_by_its_own_status(
    client: FlaskClient,
) -> None:
    asked = client.get("/ask?q=When does the ferry leave?&k=5").json
    assert asked is not None
    statuses = [passage["status"] for passage in asked["passages"]]
    assert statuses[0] == asked["status"] == "uncertain"
    assert "no_answer" in statuses
    page = client.get("/?q=When does the ferry leave?&k=5").text
    assert "Less likely to answer" in page
    apart = page[page.index("Less likely to answer") :]
    assert f'<ol class="answers" start="{statuses.index("no_answer") + 1}">' in apart
