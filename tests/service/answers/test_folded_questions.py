"""A question gets one answer however its letters and signs are typed."""

from dataclasses import replace
from unicodedata import normalize

import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from index.types import Key
from service.answers.answer import Answer
from service.answers.engine import Engine
from tests.fakes import BagOfWords

REPORT = """The harbor keeps a café, and its owner is Zoë Müller.

The ﬁrst oﬃce of the ﬂeet stands in São Paulo.

The clerk’s report didn’t name the naïve architect of the co\u00adopera\u00adtive.

The ferry to Ærø and Łódź leaves at nine with Søren.

The ferry carried 50 tons in 2016–2017.

За́мок стоит у реки Ёлка, а герой Павел живёт в нём.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("letters")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbor.txt").write_text(REPORT, encoding="utf-8")
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index")
    build_index(settings, BagOfWords())
    return Engine(replace(settings, reranker=""), BagOfWords())


def answer(engine: Engine, question: str) -> Answer:
    (found,) = engine.ask([engine.asked(question, k=2)])
    return found


@pytest.mark.parametrize(
    ("typed", "printed", "marked"),
    [
        ("Who is Zoe Muller?", "Who is Zoë Müller?", {"Zoë", "Müller"}),
        ("who is zoe muller", "who is zoë müller", {"Zoë", "Müller"}),
        ("Which cafe does the harbor keep?", "Which café does the harbor keep?", {"café"}),
        ("Where is the first office?", "Where is the ﬁrst oﬃce?", {"ﬁrst", "oﬃce"}),
        ("What stands in Sao Paulo?", "What stands in São Paulo?", {"São", "Paulo"}),
        ("Which architect didn't it name?", "Which architect didn’t it name?", {"name"}),
        ("Who is the naive architect?", "Who is the naïve architect?", {"naïve"}),
        ("When does it leave to Aero?", "When does it leave to Ærø?", {"Ærø", "leaves"}),
        ("When does it leave to Lodz?", "When does it leave to Łódź?", {"Łódź", "leaves"}),
        ("Where does Soren leave?", "Where does Søren leave?", {"leaves", "Søren"}),
        ("who leaves with soren", "who leaves with søren", {"leaves", "Søren"}),
        ("Which tons in 2016-2017?", "Which tons in ２０１６–2017?", {"2016", "2017"}),
    ],
)
def test_both_ways_of_typing_give_the_same_answer(
    engine: Engine, typed: str, printed: str, marked: set[str]
) -> None:
    one, two, decomposed = (
        answer(engine, question) for question in (typed, printed, normalize("NFD", printed))
    )
    for other in (two, decomposed):
        assert other.status == one.status
        assert other.confidence == one.confidence
        assert other.answerable == one.answerable
        assert other.searched_for is None
        assert [(each.quote, each.score, each.matches) for each in other.passages] == [
            (each.quote, each.score, each.matches) for each in one.passages
        ]
    first = one.passages[0]
    assert marked <= {first.quote[start:end] for start, end in first.matches}


def test_letters_of_another_alphabet_stay_other_letters(engine: Engine) -> None:
    (_, first), *_ = [(one.matches, one.quote) for one in answer(engine, "Где Замок?").passages]
    assert first.startswith("За\u0301мок")
    index = engine.opened.generation
    assert index.has_term("елка") is False
    assert [key for key, _ in index.matching(["ёлка"], 5)] == [Key("harbor", 6)]


def test_the_short_answer_stands_on_characters_of_the_source(engine: Engine) -> None:
    found = answer(engine, "What is the first office of the fleet in?").passages[0]
    assert found.quote.startswith("The ﬁrst oﬃce")
    assert found.answer is not None
    text = engine.opened.generation.text("harbor")
    assert text[found.answer.start : found.answer.end] == found.answer.text
    assert found.answer.text == "São Paulo"
