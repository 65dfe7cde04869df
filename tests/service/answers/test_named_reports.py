"""A report's number in a question narrows the search to it, visibly, at every door."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import pincite
from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.search.scope import EVERYWHERE, Scope
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.answers.index_info import NamedReports
from service.batch.run import run_batch
from service.exports import writer_for
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.web.test_ask_api import assert_problem

CATALOG = """
[[report]]
file = "ferry.txt"
number = "KB-05-927"
title = "Ferries of Kestrel Bay"
[[report]]
file = "ferry-scan.txt"
number = "KB-05-927"
[[report]]
file = "bridge.txt"
number = "KB-06-110"
[[report]]
file = "harbor.txt"
title = "Accident Report"
[[report]]
file = "quarry.txt"
title = "Accident Report"
"""
TEXTS = {
    "ferry.txt": "The ferry carries forty cars. It leaves at nine.",
    "ferry-scan.txt": "The old ferry carried thirty cars. It left at noon.",
    "bridge.txt": "The bridge carries ninety cars. It is long.",
    "harbor.txt": "Location: Skye, Death Valley\n\nThe crane fell on the pier. Nobody was hurt.",
    "quarry.txt": "Location: Mull\n\nThe crane fell into the quarry. A driver was hurt.",
}
QUESTION = "How many cars are carried in KB-05-927?"
FERRY = ["ferry", "ferry-scan"]
NAMED = [NamedReports("KB-05-927", FERRY)]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("named")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in TEXTS.items():
        (corpus / name).write_text(text)
    (corpus / "catalog.toml").write_text(CATALOG)
    settings = load_settings(
        {}, corpus=corpus, index=folder / "index", job_folder=folder / "jobs", reranker="none"
    )
    build_index(settings, BagOfWords())
    return settings


@pytest.fixture(scope="module")
def library(shelf: Settings) -> Engine:
    return Engine(shelf, BagOfWords())


@pytest.fixture(scope="module")
def visitor(library: Engine) -> FlaskClient:
    return create_app(library.settings, library).test_client()


def _quiet(_done: int, _known: int) -> None:
    """Show no progress."""


def cited(answer: Answer) -> set[str]:
    return {passage.citation.report.id for passage in answer.passages}


def ask(
    engine: Engine, question: str, scope: Scope = EVERYWHERE, *, all_reports: bool = False
) -> Answer:
    (answer,) = engine.ask([engine.asked(question, 20, scope, all_reports=all_reports)])
    return answer


@pytest.mark.parametrize("name", ["KB-05-927", "kb 05 927", "kb05927", "“Ferries of Kestrel Bay”"])
def test_a_named_report_is_the_only_one_searched(library: Engine, name: str) -> None:
    answer = ask(library, f"How many cars are carried in {name}?")
    expected = FERRY if name.casefold().startswith("kb") else ["ferry"]
    assert answer.searched_in == [NamedReports(name, expected)]
    assert cited(answer) == set(expected)
    assert answer.searched_for is None


def test_the_name_is_neither_searched_for_nor_missing(library: Engine) -> None:
    answer = ask(library, QUESTION)
    plain = ask(library, "How many cars are carried?", Scope(tuple(FERRY)))
    assert [one.score for one in answer.passages] == [one.score for one in plain.passages]
    assert [one.matches for one in answer.passages] == [one.matches for one in plain.passages]
    words = library.asked(QUESTION).words
    assert not {"kb", "927"} & set(words.terms)
    assert words.specific == frozenset()


def test_a_question_of_nothing_but_a_name_shows_the_report(library: Engine) -> None:
    answer = ask(library, "KB-06-110")
    assert cited(answer) == {"bridge"}


def test_several_names_are_searched_together(library: Engine) -> None:
    answer = ask(library, "Do KB-05-927 and KB-06-110 carry cars?")
    assert [name.words for name in answer.searched_in] == ["KB-05-927", "KB-06-110"]
    assert cited(answer) == {*FERRY, "bridge"}


def test_each_part_of_a_question_is_searched_in_the_named_report(library: Engine) -> None:
    answer = ask(library, "How many cars are in KB-06-110 and how long is it?")
    assert [part.question for part in answer.part_answers] == [
        "How many cars are in KB-06-110?",
        "How long is it?",
    ]
    assert {one.citation.report.id for part in answer.part_answers for one in part.passages} == {
        "bridge"
    }
    assert answer.searched_in == [NamedReports("KB-06-110", ["bridge"])]


def test_a_filter_decides_alone(library: Engine) -> None:
    answer = ask(library, QUESTION, Scope(("bridge",)))
    assert answer.searched_in == []
    assert cited(answer) == {"bridge"}


def test_the_narrowing_can_be_switched_off(library: Engine) -> None:
    answer = ask(library, QUESTION, all_reports=True)
    assert answer.searched_in == []
    assert len(cited(answer)) > 2


def test_the_json_says_what_was_searched_and_switches_it_off(visitor: FlaskClient) -> None:
    found = visitor.get("/ask", query_string={"q": QUESTION}).get_json()
    assert found["searched_in"] == [{"words": "KB-05-927", "reports": FERRY}]
    for scope in ("all", ""):
        answer = visitor.get("/ask", query_string={"q": QUESTION, "scope": scope}).get_json()
        assert bool(answer["searched_in"]) == (scope == "")
    posted = visitor.post("/ask", json={"question": QUESTION, "scope": "all"}).get_json()
    assert posted["searched_in"] == []
    refused = visitor.get("/ask", query_string={"q": QUESTION, "scope": "some"})
    assert_problem(refused, 422, "unknown scope some: use all, or leave it out")
    assert refused.get_json()["field"] == "scope"


def test_the_page_says_so_and_links_the_search_in_all_reports(visitor: FlaskClient) -> None:
    page = visitor.get("/", query_string={"q": QUESTION, "k": "2"}).text
    assert "sentences in <bdi>KB-05-927</bdi>, which you named." in page
    link = "/?q=How+many+cars+are+carried+in+KB-05-927%3F&amp;k=2&amp;scope=all"
    assert f'<a href="{link}">Search in all reports instead</a>' in page
    page = visitor.get("/", query_string={"q": QUESTION, "scope": "all"}).text
    assert "which you named" not in page
    assert "scope=all" in page  # permalinks and files keep it


def test_files_shell_and_python_say_so(shelf: Settings, library: Engine, tmp_path: Path) -> None:
    client = create_app(shelf, library).test_client()
    text = client.get("/ask.md", query_string={"q": QUESTION}).text
    assert "which you named." in text
    questions = tmp_path / "q.txt"
    questions.write_text(QUESTION + "\n")
    output = tmp_path / "a.jsonl"
    run_batch(library, questions, output, writer_for(output.name), None, Scope(), _quiet)
    row = json.loads(output.read_text())
    assert row["searched_in"] == [{"words": "KB-05-927", "reports": FERRY}]
    index = pincite.Index(library)
    assert index.ask(QUESTION).searched_in == NAMED
    assert index.ask(QUESTION, all_reports=True).searched_in == []


@pytest.mark.parametrize(
    ("place", "quote"),
    [("Death Valley", "The crane fell on the pier."), ("Mull", "The crane fell into the quarry.")],
)
def test_a_place_leads_to_the_sentences_of_its_report(
    library: Engine, place: str, quote: str
) -> None:
    answer = ask(library, f"On what did the crane fall in {place}?")
    falls = [one.quote for one in answer.passages if one.quote.startswith("The crane")]
    assert falls[0] == quote


def test_the_place_of_its_report_is_no_name_that_a_sentence_lacks(library: Engine) -> None:
    view = library.opened.generation
    words = library.asked("On what did the crane fall in Death Valley?").words
    quote = "The crane fell on the pier."
    assert words.missing(quote, view.acronyms) == 2
    marks = view.identities.distinctive("harbor")
    assert words.missing(quote, view.acronyms, marks) == 0
    assert words.missing(quote, view.acronyms, view.identities.distinctive("quarry")) == 2
