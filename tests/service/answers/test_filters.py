"""The filters by report, publisher and date, at every door, against brute force."""

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.errors import BadRequest
from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.search.scope import EVERYWHERE, Scope
from index.store.protocol import View
from index.types import Key
from index.words.terms import terms
from service.answers.engine import Engine
from service.shell.main import main
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.web.test_ask_api import assert_problem, schema_errors

REPORTS = 300
PUBLISHERS = (None, "Quay Board", "Harbor Office")
QUESTION = "How many cars does the ferry carry?"
SCOPES = [
    EVERYWHERE,
    Scope(publishers=("Quay Board",)),
    Scope(publishers=("Harbor Office", "Quay Board", "Quay Board")),
    Scope(since="2014"),
    Scope(until="2003-05"),
    Scope(since="2001-02", until="2001-02-28"),
    Scope(publishers=("Harbor Office",), since="2010", until="2010"),
    Scope(("r001", "r004", "r005", "r299"), ("Quay Board",), "2000-02", "2020"),
]


def published(number: int) -> tuple[str | None, datetime.date | None]:
    day = datetime.date(2000, 1, 1) + datetime.timedelta(days=37 * number)
    return PUBLISHERS[number % 3], day if number % 7 else None


def text(number: int) -> str:
    kind = "ferry" if number % 2 else "ferry boat"
    return f"In town {number} the {kind} carries {number} cars. All rights are reserved.\n"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index over some hundred small reports of three publishers and thirty years."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "corpus").mkdir()
    entries = []
    for number in range(REPORTS):
        (folder / "corpus" / f"r{number:03}.txt").write_text(text(number))
        publisher, day = published(number)
        entries += ["[[report]]", f'file = "r{number:03}.txt"']
        entries += [f'publisher = "{publisher}"'] if publisher else []
        entries += [f"date = {day}"] if day else []
    (folder / "corpus" / "catalog.toml").write_text("\n".join(entries))
    settings = load_settings(
        {}, corpus=folder / "corpus", index=folder / "index", reranker="none", candidates=1000
    )
    build_index(settings, BagOfWords())
    return settings


@pytest.fixture(scope="module")
def library(shelf: Settings) -> Engine:
    return Engine(shelf, BagOfWords())


@pytest.fixture(scope="module")
def visitor(shelf: Settings) -> FlaskClient:
    engine = Engine(shelf, BagOfWords())
    return create_app(shelf, engine).test_client()


def allowed(scope: Scope) -> list[str]:
    """Return the reports in a scope by looking at each, on the calendar."""
    days = [datetime.date(2000, 1, 1) + datetime.timedelta(at) for at in range(31 * 365)]
    first = min(day for day in days if str(day).startswith(scope.since or "2000"))
    last = max(day for day in days if str(day).startswith(scope.until or "2030"))
    found = []
    for number in range(REPORTS):
        publisher, day = published(number)
        if scope.publishers and publisher not in scope.publishers:
            continue
        if (scope.since or scope.until) and not (day and first <= day <= last):
            continue
        if not scope.reports or f"r{number:03}" in scope.reports:
            found.append(f"r{number:03}")
    return found


def best(generation: View, scope: Scope, count: int) -> list[str]:
    """Return the best passages' ids by scoring every sentence of the reports in a scope."""
    keys = [key for report in allowed(scope) for key in generation.reports[report].keys]
    words = [term.text for term in terms(QUESTION)]
    shares = dict(generation.matching(words, generation.manifest.passages))
    cosines = generation.vectors(keys) @ BagOfWords().encode([QUESTION])[0]
    weight = load_settings({}).lexical_weight
    score = {
        key: (1 - weight) * cosine + weight * shares.get(key, 0)
        for key, cosine in zip(keys, cosines.tolist(), strict=True)
    }
    ranked = sorted(keys, key=lambda key: (-round(score[key], 6), key))
    passages = generation.fetch(keys)
    first: dict[str, Key] = {}
    for key in ranked:  # a sentence that stands in many reports takes one rank
        first.setdefault(passages[key].quote, key)
    return [key.id for key in first.values()][:count]


def cited(answer: dict[str, Any]) -> list[str]:
    return [passage["citation"]["id"] for passage in answer["passages"]]


def in_query(scope: Scope) -> dict[str, Any]:
    names = ("report", "publisher", "from", "to")
    values = (scope.reports, scope.publishers, scope.since, scope.until)
    return {name: value for name, value in zip(names, values, strict=True) if value}


def in_body(scope: Scope) -> dict[str, Any]:
    names = ("reports", "publishers", "from", "to")
    values = (scope.reports, scope.publishers, scope.since, scope.until)
    return dict(zip(names, values, strict=True))


@pytest.mark.parametrize("scope", SCOPES)
def test_an_answer_holds_the_best_of_the_reports_in_its_scope(
    library: Engine, scope: Scope
) -> None:
    (answer,) = library.ask([library.asked(QUESTION, 50, scope)])
    found = [passage.citation.id for passage in answer.passages]
    assert found == best(library.opened.generation, scope, 50)
    assert {passage.citation.report.id for passage in answer.passages} <= set(allowed(scope))
    if len(allowed(scope)) in range(2, 50):  # the line that each report ends with is an answer
        (repeated,) = [one for one in answer.passages if one.places > 1]
        assert repeated.places == len(allowed(scope))
        assert {one.report.id for one in repeated.also_at} <= set(allowed(scope))


@pytest.mark.parametrize("scope", SCOPES[1:])
def test_both_searches_are_restricted_to_the_reports(library: Engine, scope: Scope) -> None:
    view, reports = library.opened.generation, allowed(scope)
    keys = [key for report in reports for key in view.reports[report].keys]
    every = view.manifest.passages
    vector = BagOfWords().encode([QUESTION])
    (near,) = view.near(vector, every, reports)
    assert sorted(key for key, _ in near) == keys
    exact = view.vectors([key for key, _ in near]) @ vector[0]
    assert [score for _, score in near] == pytest.approx(exact.tolist(), abs=1e-6)
    words = [term.text for term in terms(QUESTION)]
    everywhere = view.matching(words, every)
    assert view.matching(words, every, reports) == [
        one for one in everywhere if one.key.report in set(reports)
    ]


def test_questions_of_several_scopes_are_answered_together_as_if_alone(library: Engine) -> None:
    asked = [library.asked(QUESTION, 9, scope) for scope in SCOPES]
    together = [answer.passages for answer in library.ask(asked)]
    assert together == [library.ask([question])[0].passages for question in asked]


def test_a_filter_may_match_more_reports_than_may_be_named(shelf: Settings) -> None:
    engine = Engine(replace(shelf, max_reports=3), BagOfWords())
    assert len(allowed(Scope(since="2001"))) > 200
    assert engine.ask([engine.asked(QUESTION, 5, Scope(since="2001"))])[0].passages
    engine.asked(QUESTION, 5, Scope(("r001", "r002", "r003", "r001")))
    with pytest.raises(BadRequest, match="4 reports are named: name at most 3"):
        engine.asked(QUESTION, 5, Scope(("r001", "r002", "r003", "r004")))


@pytest.mark.parametrize("scope", SCOPES)
def test_the_api_takes_filters_in_the_query_and_in_the_body(
    visitor: FlaskClient, library: Engine, scope: Scope
) -> None:
    query = {"q": QUESTION, "k": 7, **in_query(scope)}
    got = visitor.get("/ask", query_string=query).json
    body = {"question": QUESTION, "k": 7, **in_body(scope)}
    posted = visitor.post("/ask", json=body).json
    assert got is not None
    assert posted is not None
    assert cited(got) == cited(posted) == best(library.opened.generation, scope, 7)
    document = visitor.get("/openapi.json").json or {}
    assert schema_errors(document, "AskRequest", json.loads(json.dumps(body))) == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("&from=soon", "from is not a date: write a year, a month or a day"),
        ("&to=", "to is not a date"),
        ("&from=2001&from=2002", "the parameter from appears twice"),
        ("&from=2010&to=2009", "from is 2010, after to, 2009"),
        ("&publisher=quay+board", "use 'Quay Board' or 'Harbor Office'; the page /reports lists"),
        ("&publisher=", "the publisher ''"),
        ("&from=2040", "no report in the index is dated from 2040"),
        ("&publisher=Quay+Board&report=r002", "no report matches all of them"),
        ("&since=2001", "unknown parameter since: use q, k, report, publisher, from, to"),
    ],
)
def test_a_filter_that_cannot_be_used_is_a_problem(
    visitor: FlaskClient, query: str, detail: str
) -> None:
    assert_problem(visitor.get("/ask?q=ferry" + query), 422, detail)


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"from": 2016}, "from: Input should be a valid string"),
        ({"to": ["2016"]}, "to: Input should be a valid string"),
        ({"publishers": "Quay Board"}, "publishers: Input should be a valid array"),
        ({"publishers": [None]}, "publishers.0: Input should be a valid string"),
        ({"since": "2016"}, "since: Extra inputs are not permitted"),
        ({"publisher": [5]}, "publisher.0: Input should be a valid string"),
        ({"published": ["Quay Board"]}, "published: Extra inputs are not permitted"),
        ({"from": "2016-02-30"}, "from is not a date"),
        ({"publishers": ["nobody"]}, "the publisher 'nobody'"),
    ],
)
def test_a_body_with_a_wrong_filter_is_refused(
    visitor: FlaskClient, fields: dict[str, Any], detail: str
) -> None:
    assert_problem(visitor.post("/ask", json={"question": "ferry", **fields}), 422, detail)


def test_the_page_offers_the_filters_and_keeps_them(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    assert '<details class="filters">' in page
    assert "See all 300 reports" in page
    query = "publisher=Quay+Board&publisher=Harbor+Office&from=2010&to=2010-06-30"
    page = visitor.get(f"/?q=ferry&report=&{query}").text
    assert '<details class="filters">' in page  # what was chosen stands above the answer
    assert page.count(" checked") == 2
    assert 'name="from" value="2010"' in page
    assert 'name="to" value="2010-06-30"' in page
    scope = Scope(publishers=PUBLISHERS[1:], since="2010", until="2010-06-30")
    assert f"Searched {2 * len(allowed(scope))} sentences" in page
    assert f'href="/ask?q=ferry&amp;{query.replace("&", "&amp;")}"' in page
    assert visitor.get(f"/ask?q=ferry&{query}").status_code == 200


def test_a_wrong_filter_is_explained_on_the_page_and_stays_in_the_form(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/?q=ferry&from=2040&to=&publisher=")
    assert page.status_code == 422
    assert "No report in the index is dated from 2040: their dates run from 2000-02-07" in page.text
    assert 'name="from" value="2040"' in page.text


def test_a_page_that_names_several_reports_keeps_them_all(visitor: FlaskClient) -> None:
    page = visitor.get("/?q=ferry&report=r001&report=r002").text
    assert re.findall(r'name="report" value="(\w+)" checked', page) == ["r001", "r002"]
    assert "Searched 4 sentences" in page


def test_a_page_over_reports_of_which_nothing_is_known_offers_reports_alone(
    client: FlaskClient,
) -> None:
    page = client.get("/").text
    assert 'name="report"' in page
    assert 'name="publisher"' not in page
    assert 'name="from"' not in page


@pytest.fixture
def shell(shelf: Settings, monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """What a shell command needs to use the small index; it is run in this process."""
    monkeypatch.setattr("service.answers.opened.encoder_for_serving", lambda *_: BagOfWords())
    monkeypatch.setenv("PINCITE_RERANKER", "none")
    monkeypatch.setenv("PINCITE_CANDIDATES", "1000")
    return ["--index", str(shelf.index), "-k", "7"]


def in_shell(scope: Scope) -> list[str]:
    options = [part for report in scope.reports or () for part in ("--report", report)]
    options += [part for name in scope.publishers or () for part in ("--publisher", name)]
    options += ["--from", scope.since] if scope.since else []
    return [*options, *(["--to", scope.until] if scope.until else [])]


@pytest.mark.parametrize("scope", SCOPES)
def test_ask_takes_filters(
    library: Engine, shell: Sequence[str], scope: Scope, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, "--json", *shell, *in_shell(scope)]) == 0
    assert cited(json.loads(capsys.readouterr().out)) == best(library.opened.generation, scope, 7)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--from", "soon"], "from is not a date"),
        (["--publisher", "nobody"], "; the page /reports lists the reports"),
        (["--to", "1999"], "no report in the index is dated to 1999"),
    ],
)
def test_a_wrong_filter_stops_a_command(
    shell: Sequence[str], tmp_path: Path, options: list[str], message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "q.txt").write_text("ferry\n")
    assert main(["ask", "ferry", *shell, *options]) == 2
    files = [str(tmp_path / "q.txt"), "-o", str(tmp_path / "a.jsonl")]
    assert main(["batch", *files, *shell, *options]) == 2
    assert capsys.readouterr().err.count(message) == 2
    assert not list(tmp_path.glob("a.jsonl*"))


def test_rows_have_filters_of_their_own_before_those_of_the_command(
    library: Engine, shell: Sequence[str], tmp_path: Path
) -> None:
    default = Scope(publishers=("Quay Board",), since="2002", until="2008")
    good: list[tuple[dict[str, Any], Scope]] = [
        ({}, default),
        ({"from": None, "reports": None}, default),
        ({"to": "2012-06"}, replace(default, until="2012-06")),
        ({"publishers": []}, replace(default, publishers=())),
        ({"publishers": ["Harbor Office"]}, replace(default, publishers=("Harbor Office",))),
        ({"reports": ["r022", "r001", "r040"]}, replace(default, reports=("r022", "r040"))),
    ]
    bad: list[tuple[dict[str, Any], str]] = [
        ({"from": "2009"}, "from is 2009, after to, 2008"),
        ({"from": 2003}, "row 8: from: Input should be a valid string"),
        ({"to": "soon"}, "row 9: to is not a date"),
        ({"publishers": ["nobody"]}, "the publisher 'nobody'"),
    ]
    rows = [row for row, _ in (*good, *bad)]
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text(
        "".join(json.dumps({"question": QUESTION, **row, "x": 1}) + "\n" for row in rows)
    )
    files = [str(questions), "-o", str(answers)]
    assert main(["batch", *files, *shell, *in_shell(default)]) == 0
    found = [json.loads(line) for line in answers.read_text().splitlines()]
    assert [cited(row) for row in found[: len(good)]] == [
        best(library.opened.generation, scope, 7) for _, scope in good
    ]
    for row, (_, detail) in zip(found[len(good) :], bad, strict=True):
        assert detail in row["error"]["detail"]
    assert all(row["columns"] == {"x": 1} for row in found if "error" not in row)


def test_a_journal_of_other_filters_is_not_used(
    shell: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, answers = tmp_path / "q.txt", tmp_path / "a.jsonl"
    questions.write_text("ferry\n")
    journal = tmp_path / "a.jsonl.partial"
    journal.write_text(json.dumps({"scope": {}}) + "\n" + json.dumps({"id": 1, "error": {}}) + "\n")
    assert main(["batch", str(questions), "-o", str(answers), *shell, "--to", "2003"]) == 0
    assert " without an answer: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=soon", 'name="from"'),
        ("from=2999", 'name="from"'),
        ("from=1900&to=1901", 'name="to"'),
        ("from=2017&to=2016", 'name="from"'),
        ("report=none&from=2999", "<legend>Reports"),
        ("publisher=Nobody&to=1900", "<legend>Publishers"),
        ("k=51&report=none", None),
    ],
)
def test_the_page_marks_the_filter_that_the_error_names(
    visitor: FlaskClient, query: str, field: str | None
) -> None:
    page = visitor.get(f"/?q=ferry&{query}")
    assert page.status_code == 422
    marked = re.findall(r'<[^>]+aria-invalid="true"[^>]*>(?:<legend>\w+)?', page.text)
    assert [field in one for one in marked] == [True] * (field is not None)
