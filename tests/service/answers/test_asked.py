"""A question is checked, scoped and read once, and answered from what it was checked against."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.search.scope import Scope, choose
from index.store.files.generation import read_pointer
from index.words.terms import terms
from service.answers.engine import Engine
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.until import until_serving

QUESTION = "When does the ferry to Kestrel Bay leave?"


class Counts:
    """Counts the calls of functions, wherever they were imported."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: dict[str, list[Any]] = {}
        for function in (read_pointer, choose, terms):
            self._count(function, monkeypatch)

    def _count(self, function: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
        name = function.__name__
        calls = self.calls[name] = []

        def counted(*given: Any) -> Any:
            calls.append(given[0])
            return function(*given)

        for module in list(sys.modules.values()):
            own = module.__name__ not in (__name__, "tests.fakes")
            if own and vars(module).get(name) is function:
                monkeypatch.setattr(module, name, counted)

    def of_the_question(self) -> list[str]:
        return [text for text in self.calls["terms"] if QUESTION in text]


@pytest.fixture
def engine(own_engine: Engine) -> Engine:
    return own_engine


@pytest.fixture
def client(settings: Settings, corpus: Path, build: Callable[..., BuildSummary]) -> FlaskClient:
    """A client over an index in which one report has a publisher."""
    (corpus / "catalog.toml").write_text(
        '[[report]]\nfile = "ferry.txt"\npublisher = "Harbor Office"\n'
    )
    build()
    return create_app(settings, Engine(settings, BagOfWords())).test_client()


def body(client: FlaskClient) -> Any:
    return client.post("/ask", json={"question": QUESTION, "publishers": ["Harbor Office"]})


def query(address: str) -> Callable[[FlaskClient], Any]:
    asked = {"q": QUESTION, "publisher": "Harbor Office"}
    return lambda client: client.get(address, query_string=asked)


@pytest.mark.parametrize("door", [query("/"), query("/ask"), query("/ask.csv"), body])
def test_a_door_reads_the_pointer_the_scope_and_the_question_once(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, door: Any
) -> None:
    counts = Counts(monkeypatch)
    response = door(client)
    assert response.status_code == 200
    assert "The ferry to Kestrel Bay" in response.text.replace("<mark>", "").replace("</mark>", "")
    # A service of an earlier test may still watch its own index.
    pointers = counts.calls["read_pointer"]
    assert [folder for folder in pointers if folder == settings.index] == [settings.index]
    assert [scope.publishers for scope in counts.calls["choose"]] == [("Harbor Office",)]
    assert counts.of_the_question() == [QUESTION]


def test_a_question_is_answered_from_the_generation_that_it_was_checked_against(
    engine: Engine, corpus: Path, build: Callable[..., BuildSummary]
) -> None:
    asked = engine.asked(QUESTION, 1, Scope(("ferry",)))
    (corpus / "ferry.txt").unlink()
    after = build().generation
    until_serving(engine, after)
    (answer,) = engine.ask([asked])
    assert answer.index.generation == asked.opened.generation.manifest.generation != after
    assert answer.passages[0].quote == "The ferry to Kestrel Bay leaves at nine."


def test_questions_of_several_generations_are_never_answered_together(
    engine: Engine, build: Callable[..., BuildSummary], corpus: Path
) -> None:
    before = engine.asked(QUESTION)
    (corpus / "more.txt").write_text("The pier is long.\n")
    until_serving(engine, build().generation)
    with pytest.raises(ValueError, match="different generations"):
        engine.ask([before, engine.asked(QUESTION)])
    answers = engine.ask([before, engine.asked("tickets", opened=before.opened)])
    assert {answer.index.generation for answer in answers} == {
        before.opened.generation.manifest.generation
    }
