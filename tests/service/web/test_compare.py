"""One question for every report: the same chances as an answer, each report once, and a bound."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from corpus.errors import BadRequest
from index.build.build import build_index
from index.search.scope import Scope
from index.words.identities import Named
from service.answers.engine import Engine
from service.compare.comparison import compare
from tests.fakes import BagOfWords
from tests.service.batch.test_jobs import HTML
from tests.service.web.test_ask_api import assert_problem

CARS = "How many cars does the ferry carry?"


def test_each_report_has_the_answer_that_it_gives_alone(engine: Engine) -> None:
    found = compare(engine, engine.asked(CARS), 100)
    assert sorted(row.report.id for row in found.rows) == ["ferry", "notes/harbor"]
    assert (found.reports, found.compared) == (2, 2)
    for row in found.rows:
        (alone,) = engine.ask([engine.asked(CARS, 1, Scope((row.report.id,)))])
        assert (row.status, row.confidence) == (alone.status, alone.confidence)
        assert row.answerable == alone.answerable
        best, other = alone.passages[0], None
        shown = (other, best) if alone.status == "no_answer" else (best, other)
        assert (row.passage, row.closest) == shown


def test_a_compound_question_is_asked_of_each_report_by_itself(engine: Engine) -> None:
    question = f"{CARS} Who is the harbor master?"
    found = compare(engine, engine.asked(question), 100)
    assert {row.report.id for row in found.rows} == {"ferry", "notes/harbor"}
    for row in found.rows:
        (alone,) = engine.ask([engine.asked(question, 1, Scope((row.report.id,)))])
        assert len(alone.parts) == 2
        assert (row.status, row.confidence) == (alone.status, alone.confidence)
        best = row.passage or row.closest
        assert best == alone.passages[0]
        assert best.citation.report.id == row.report.id


def test_a_question_that_names_a_report_is_asked_of_every_report(
    engine: Engine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = [Named(0, 3, ("ferry",))]
    monkeypatch.setattr(engine.opened.generation.identities, "named", lambda _: named)
    for more in ({}, {"scope": "all"}):
        content: Any = client.get("/compare.json", query_string={"q": CARS, **more}).json
        assert [row["report"]["id"] for row in content["rows"]] == ["ferry", "notes/harbor"]
    page = client.get("/compare", query_string={"q": CARS}, headers=HTML).text
    assert "Asked 2 reports" in page
    assert_problem(client.get("/compare.json?q=x&scope=some"), 422, "unknown scope some")


def test_filters_choose_the_reports_that_are_asked(engine: Engine) -> None:
    found = compare(engine, engine.asked(CARS, scope=Scope(("notes/harbor",))), 100)
    assert [row.report.id for row in found.rows] == ["notes/harbor"]
    assert found.reports == 1
    with pytest.raises(BadRequest, match="no report 'none'"):
        engine.asked(CARS, scope=Scope(("none",)))


@pytest.fixture
def many(own_engine: Engine) -> Engine:
    """An engine over fifty reports, three of which speak of whales; two share one sentence."""
    settings = own_engine.settings
    for number in range(50):
        text = f"Report {number} speaks of boats. It has the number {number}.\n"
        if number in (7, 23, 41):
            text += "A whale was seen at noon.\n" if number != 41 else "One more whale came by.\n"
        (settings.corpus / f"r{number:02}.txt").write_text(text)
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def test_of_too_many_reports_those_with_the_nearest_sentences_are_asked(many: Engine) -> None:
    asked: list[int] = []
    whole_ask = many.ask

    def ask(questions: Any) -> Any:
        asked.append(len(questions))
        return whole_ask(questions)

    many.ask = ask  # type: ignore[method-assign]
    found = compare(many, many.asked("Where was a whale seen?"), 3)
    assert {row.report.id for row in found.rows} == {"r07", "r23", "r41"}
    assert (found.reports, found.compared, sum(asked)) == (52, 3, 3)
    every = compare(many, many.asked("Where was a whale seen?"), 52)
    assert every.compared == 52
    assert {row.report.id for row in every.rows[:3]} == {"r07", "r23", "r41"}
    assert every.rows[:2] == found.rows[:2]


def test_the_most_confident_report_comes_first_and_of_equal_ones_the_title_decides(
    many: Engine,
) -> None:
    rows = compare(many, many.asked("Where was a whale seen?"), 100).rows
    order = [(-row.confidence, row.report.title or row.report.id) for row in rows]
    assert order == sorted(order)
    assert len({row.confidence for row in rows}) < len(rows) == 52


def test_when_the_time_is_up_the_nearest_reports_have_been_asked(many: Engine) -> None:
    found = compare(many, many.asked("Where was a whale seen?"), 52, seconds=0)
    assert found.compared == len(found.rows) < found.reports == 52
    assert {"r07", "r23", "r41"} <= {row.report.id for row in found.rows}


@pytest.mark.parametrize("most", [1, 20, 51])
def test_there_are_always_as_many_rows_as_may_be(many: Engine, most: int) -> None:
    found = compare(many, many.asked("boats"), most)
    assert (len({row.report.id for row in found.rows}), found.compared) == (most, most)


def test_the_same_rows_come_as_json_csv_excel_and_a_page(client: FlaskClient) -> None:
    query = {"q": CARS}
    content: Any = client.get("/compare.json", query_string=query).json
    rows = content["rows"]
    assert [row["report"]["id"] for row in rows] == ["ferry", "notes/harbor"]
    for more, accept in (({"format": "json"}, "*/*"), ({}, "application/json")):
        again: Any = client.get(
            "/compare", query_string={**query, **more}, headers={"Accept": accept}
        ).json
        assert again["rows"] == rows
    text = client.get("/compare.csv", query_string=query).data.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    quotes = [row["passage"]["quote"] if row["passage"] else "" for row in rows]
    assert [(line["report"], line["quote"]) for line in lines] == [
        (row["report"]["id"], quote) for row, quote in zip(rows, quotes, strict=True)
    ]
    assert lines[0]["url"].startswith("http://localhost/reports/ferry#s")
    assert not [name for name in lines[0] if "sha256" in name]
    full = client.get("/compare.csv", query_string={**query, "columns": "full"})
    assert b"text_sha256" in full.data.splitlines()[0]
    book = load_workbook(io.BytesIO(client.get("/compare.xlsx", query_string=query).data))
    assert book.sheetnames == ["Summary", "Answers", "About"]
    assert [row[0] for row in book["Answers"].iter_rows(min_row=2, values_only=True)] == [
        "ferry",
        "notes/harbor",
    ]
    page = client.get("/compare", query_string=query, headers=HTML)
    assert page.status_code == 200
    assert page.text.index("/reports/ferry#s2") < page.text.index("/reports/notes/harbor")
    assert "Asked 2 reports, each by itself." in page.text
    assert '<span class="place">sentence 2' in page.text  # the row names the report already


def test_a_report_without_an_answer_says_none_and_keeps_its_closest_sentence(
    client: FlaskClient,
) -> None:
    query = {"q": "Who ate the zebra?"}
    rows: Any = client.get("/compare.json", query_string=query).json["rows"]  # type: ignore[index]
    silent = [row for row in rows if row["status"] == "no_answer"]
    assert silent
    assert all(row["passage"] is None and row["closest"]["quote"] for row in silent)
    text = client.get("/compare.csv", query_string=query).data.decode("utf-8-sig")
    by_report = {line["report"]: line for line in csv.DictReader(io.StringIO(text))}
    for row in silent:
        assert by_report[row["report"]["id"]]["quote"] == ""
    assert "Closest sentence" in client.get("/compare", query_string=query, headers=HTML).text


def test_the_page_says_when_it_left_reports_out(guarded: Callable[..., FlaskClient]) -> None:
    client = guarded(max_compared=1)
    content: Any = client.get("/compare.json", query_string={"q": CARS}).json
    assert (content["reports"], content["compared"], len(content["rows"])) == (2, 1, 1)
    assert content["rows"][0]["report"]["id"] == "ferry"
    assert "Asked the 1 of 2 reports" in client.get("/compare", query_string={"q": CARS}).text


@pytest.mark.parametrize("ending", [".json", ".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "the parameter q is missing"),
        ("q=", "the question is empty"),
        ("q=x&k=2", "unknown parameter k: use q, report, publisher, from, to, spelling"),
        ("q=x&reports=none", "no report 'none'"),
        ("q=x&question=y", "q and question differ"),
        ("q=x&from=soon", "from is not a date"),
    ],
)
def test_a_bad_comparison_is_refused(
    client: FlaskClient, ending: str, query: str, detail: str
) -> None:
    assert_problem(client.get(f"/compare{ending}?{query}"), 422, detail)


def test_the_page_keeps_what_was_filled_in_and_names_what_is_wrong(client: FlaskClient) -> None:
    form = client.get("/compare", headers=HTML)
    assert form.status_code == 200
    assert "Ask one question of every report." in form.text
    wrong = client.get("/compare?question=cars&report=none", headers=HTML)
    assert wrong.status_code == 422
    assert 'value="cars"' in wrong.text
    assert "There is no report &#39;none&#39; in the index" in wrong.text
    same = client.get("/compare?question=cars&reports=ferry", headers=HTML).text
    assert 'value="ferry" checked' in same
    differ = client.get("/compare?q=a&question=b", headers=HTML)
    assert (differ.status_code, "differ: send one of them" in differ.text) == (422, True)


def test_hostile_questions_stay_text(client: FlaskClient) -> None:
    text = client.get("/compare", query_string={"q": "<script>alert(1)</script> =1+1"}).text
    assert "<script>alert" not in text


def test_an_index_that_is_not_there_is_503(unready: FlaskClient) -> None:
    for address in ("/compare", "/compare?q=x", "/compare.json?q=x", "/compare.csv?q=x"):
        assert unready.get(address).status_code == 503


def test_a_comparison_keeps_the_deadline_of_a_request(
    engine: Engine, guarded: Callable[..., FlaskClient]
) -> None:
    client = guarded(request_seconds=0.0)
    assert_problem(client.get("/compare.json?q=x"), 503, "took longer than")


def test_json_has_the_promised_fields(client: FlaskClient) -> None:
    content = json.loads(client.get("/compare.json", query_string={"q": CARS}).data)
    assert list(content) == ["question", "searched_for", "question_form", "reports", "compared",
                             "rows", "index", "took_ms"]  # fmt: skip
    assert list(content["rows"][0]) == ["report", "status", "confidence", "answerable", "passage",
                                        "closest"]  # fmt: skip
