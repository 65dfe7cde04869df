"""The form of a question in the answer: what cannot be answered is told from "no answer"."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.answer import QuestionForm
from service.answers.engine import Engine
from service.answers.question_form import order_to_write
from service.answers.vocabulary import FORM_WORDS
from tests.fakes import BagOfWords

GERMAN = "Wann fährt die Fähre nach Kestrel Bay?"


def an_engine(folder: Path, text: str) -> Engine:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text(text, encoding="utf-8")
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("When does the ferry leave?", "question"),
        ("ferry tickets", "keywords"),
        ("The ferry leaves at nine.", "statement"),
        (GERMAN, "not_english"),
        ("Когда отходит паром?", "not_english"),
        ("???", "unreadable"),
        ("asdkjh qwe", "unreadable"),
        ("12", "unreadable"),
        ("⛴️", "unreadable"),
        ("2011", "keywords"),  # it stands in a report
        ("Lindqvale", "keywords"),  # so does this name
        ("Lindqval", "keywords"),  # and this becomes it
    ],
)
def test_the_form_of_a_question_stands_in_the_answer(
    engine: Engine, question: str, form: QuestionForm
) -> None:
    (answer,) = engine.ask([engine.asked(question)])
    assert answer.question_form == form
    if form in ("not_english", "unreadable"):
        assert {answer.status, *(one.status for one in answer.passages)} == {"no_answer"}
        assert answer.searched_for is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Die Fähre nach Kestrel Bay fährt um neun. Sie ist nicht teuer.", GERMAN),
        ("Паром отходит в девять часов. Билеты стоят дорого.", "Когда отходит паром?"),
        ("The report RL33740 has 12 pages.", "RL33740"),
        ("The report RL33740 has 12 pages.", "12"),
    ],
)
def test_words_that_the_reports_hold_are_answered_as_usual(
    tmp_path: Path, text: str, question: str
) -> None:
    engine = an_engine(tmp_path, text)
    (answer,) = engine.ask([engine.asked(question)])
    assert answer.question_form in ("question", "keywords")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        (GERMAN, FORM_WORDS["not_english"]),
        ("asdkjh qwe", FORM_WORDS["unreadable"]),
    ],
)
def test_the_verdict_says_that_a_question_cannot_be_read(
    client: FlaskClient, question: str, verdict: str
) -> None:
    page = client.get("/", query_string={"q": question}).text
    assert f'<h1 id="status" class="status no_answer" tabindex="-1">{verdict}</h1>' in page
    assert "No answer found" not in page
    text = client.get("/ask.md", query_string={"q": question}).text
    assert f"\n{verdict}.\n" in text


def test_a_corrected_question_links_to_the_one_as_typed(client: FlaskClient) -> None:
    page = client.get("/?q=When does the ferrry leave?").text
    assert "When does the <strong>ferry</strong> leave?" in page
    assert 'href="/?q=When+does+the+ferrry+leave%3F&amp;spelling=as_written"' in page


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Summarize this report", "Summarize"),
        ("please summarise the findings", "summarise"),
        ("Could you write me a short summary of it?", "write me a short summary"),
        ("Translate the first page", "Translate"),
        ("Give me a list of the agencies", "Give me a list"),
        ("What is the summary?", None),
        ("Give the number of troops", None),
        ("Compare the 2010 and 2013 guidelines", None),
        ("Who wrote the report?", None),
        ("Writers of the report", None),
    ],
)
def test_an_order_to_write_a_text_is_told_from_a_question(question: str, order: str | None) -> None:
    assert order_to_write(question) == order
