import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build.build import BuildSummary
from service.answers.engine import Engine
from service.web.pages.answer_view import OPEN_SHARE
from tests.service.until import until_serving

BACK = "%2F%3Fq%3DWhen%2Bdoes%2Bthe%2Bferry%2Bleave%253F%23a1"
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
    cited = f'<cite><bdi>ferry</bdi></cite>: <a href="/reports/ferry?from={BACK}#s1~'
    place = '"><bdi>sentence 1, line 1</bdi></a></p>'
    assert re.search(f"{re.escape(cited)}[a-z2-7]{{12}}{re.escape(place)}", page)
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
    path, fragment = address.split("#")
    back = "%2F%3Fq%3Dzebra%23a1"
    assert f'href="{path}?from={back}#{fragment}"' in own_client.get("/?q=zebra").text


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
    ("query", "field", "link"),
    [
        ("?q=", 'name="q"', "q"),
        ("?q=" + "x" * 1001 + "&report=none", 'name="q"', "q"),
        ("?q=x&report=none", "<fieldset", "report"),
    ],
)
def test_the_field_at_fault_alone_is_marked_and_has_the_error_beside_it(
    client: FlaskClient, query: str, field: str, link: str
) -> None:
    page = client.get("/" + query).text
    marked = [tag for tag in re.findall(r"<[^>]+>", page) if "aria-invalid" in tag]
    assert len(marked) == 1
    assert field in marked[0]
    described = re.search('aria-describedby="([^"]+)"', marked[0])
    assert described is not None
    beside = re.search(f'<p id="{described[1]}"[^>]*>([^<]+)</p>', page)
    summary = re.search(f'<div id="error".*?<a href="#{link}">([^<]+)</a>', page, re.DOTALL)
    assert beside is not None
    assert summary is not None
    assert beside[1] == summary[1]


def test_an_error_of_a_field_that_the_form_lacks_leads_nowhere(client: FlaskClient) -> None:
    page = client.get("/?q=x&from=soon").text  # no report of the small corpus has a date
    assert "From is not a date" in page
    assert 'href="#from"' not in page


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
    assert ">\u202eferry\u2066</textarea>" in page


def test_the_less_likely_sentences_are_folded_after_those_that_stand_open(
    client: FlaskClient,
) -> None:
    asked = client.get("/ask?q=When does the ferry leave?&k=5").json
    assert asked is not None
    chances = [passage["score"] for passage in asked["passages"]]
    assert asked["status"] == "uncertain"
    opened = sum(chance >= chances[0] * OPEN_SHARE for chance in chances)
    assert 0 < opened < len(chances)
    page = client.get("/?q=When does the ferry leave?").text
    fold = page.index('<details class="less">')
    assert page.count('<li id="a', 0, fold) == opened
    assert f'<ol class="answers" start="{opened + 1}">' in page[fold:]
    assert f"{len(chances) - opened} less likely sentences" in page[fold:]
    # Who asks for a number of sentences sees them all.
    assert '<details class="less" open>' in client.get("/?q=When does the ferry leave?&k=5").text


def test_the_filters_are_listed_each_with_the_question_without_it(client: FlaskClient) -> None:
    query = "?q=Who?&report=ferry&report=notes/harbor&k=2"
    page = html.unescape(client.get("/" + query).text)
    for label, others in (
        ("ferry", "q=Who%3F&report=notes%2Fharbor&k=2"),
        ("notes/harbor", "q=Who%3F&report=ferry&k=2"),
    ):
        assert f'<a href="/?{others}" aria-label="Remove the filter {label}">' in page
    assert '<a class="all" href="/?q=Who%3F&k=2">Search all reports</a>' in page
    assert "Remove the filter" not in client.get("/?q=Who?").text


def test_no_answer_says_what_to_try_next(client: FlaskClient) -> None:
    page = html.unescape(client.get("/?q=Where do zebras sleep?&report=ferry").text)
    tried = page[page.index("What to try") : page.index('<ol class="answers">')]
    assert "No report contains “<bdi>zebras</bdi>” or “<bdi>sleep</bdi>”" in tried
    assert '<a href="/?q=Where+do+zebras+sleep%3F">Search all 2 reports</a>' in tried
    assert 'href="/reports"' in tried
    assert "The answer does not seem to be in these reports." in page


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Summarize this zebra", "“Summarize” asks for a new text. Pincite quotes sentences"),
        ("zebra banana", "Ask a whole question"),
        ("The zebra is eating a banana.", "it does not judge statements"),
        ("Wo schlafen die Zebras in der Nacht?", "Pincite answers English questions only"),
        ("Where do zebras sleep?", "Ask about one thing only"),
    ],
)
def test_what_is_no_question_is_told_from_what_the_reports_do_not_say(
    client: FlaskClient, question: str, said: str
) -> None:
    every = ("asks for a new text", "Ask a whole question", "judge statements",
             "English questions only", "one thing only")  # fmt: skip
    page = client.get("/", query_string={"q": question}).text
    assert said in page
    assert sum(one in page for one in every) == 1


def test_an_order_to_write_is_told_even_where_a_sentence_answers(
    client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = engine.ask
    monkeypatch.setattr(
        engine, "ask", lambda asked: [replace(one, status="answered") for one in ask(asked)]
    )
    page = client.get("/", query_string={"q": "Summarize: the ferry carries forty cars"}).text
    assert 'data-verdict="Answered"' in page
    assert page.count("“Summarize” asks for a new text. Pincite quotes sentences") == 1


@pytest.mark.parametrize(
    ("address", "section", "kind"),
    [
        ("/", "/", "page"),
        ("/compare", "/", "true"),
        ("/reports", "/reports", "page"),
        ("/reports/ferry", "/reports", "true"),
        ("/about", "/about", "page"),
        ("/api", None, None),
    ],
)
def test_the_menu_marks_the_page_or_the_section_that_holds_it(
    client: FlaskClient, address: str, section: str | None, kind: str | None
) -> None:
    menu = client.get(address, headers={"Accept": "text/html"}).text.partition("</header>")[0]
    marked = re.findall(r'<a href="([^"]*)" aria-current="([^"]*)"', menu)
    assert marked == ([(section, kind)] if section else [])
