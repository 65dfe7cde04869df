from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.build.build import build_index
from index.store import open_index
from service.answers.answer import Answer
from service.answers.asked import Asked
from service.answers.builder import SAME_MEANING, SAME_WORDS, why
from service.answers.engine import Engine
from service.answers.examples import Examples, _candidates
from tests.fakes import BagOfWords
from tests.service.until import until_serving

SENTENCES = {
    "About 50,000 U.S. troops are kept in Japan.": "How many U.S. troops are kept in Japan?",
    "In May 2013, the Harbor Board signed a treaty.": "When did the Harbor Board sign a treaty?",
    "Ada Lindqvale created a school in 2011.": "When did Ada Lindqvale create a school?",
    "The HRB program was established in 1975 by law.": "When was the HRB program established?",
    "Kestrel Bay is a harbor in the north.": "What is Kestrel Bay?",
    "About 40 percent of the boats are blue.": "What percentage of the boats are blue?",
}
SILENT = [
    "It was established in 1975.",
    "This program was created in 1980.",
    "The boats are fine.",
    "10 A tutorial became available in 2001.",
    "They signed the treaty in 1999.",
]


@pytest.fixture
def shelf(settings: Settings) -> Settings:
    folder = settings.corpus
    for path in sorted(folder.rglob("*.txt")):
        path.unlink()
    # A name is one where it stands inside a sentence, too.
    named = "We met Ada Lindqvale in the north."
    (Path(folder) / "harbor.txt").write_text("\n\n".join([*SENTENCES, *SILENT, named]) + "\n")
    build_index(settings, BagOfWords())
    return replace(settings, reranker="")  # without the reranker no answer is sure enough


def test_sentences_become_the_questions_that_they_answer(shelf: Settings) -> None:
    made = {one.question for one in _candidates(open_index(shelf.index))}
    assert made == set(SENTENCES.values())


def test_examples_are_answered_by_their_own_sentences_and_made_once(
    shelf: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, other = Engine(shelf, BagOfWords()), Engine(shelf, BagOfWords())
    examples = Examples()
    asked: list[Asked] = []
    ask = engine.ask

    def counted(questions: list[Asked]) -> list[Answer]:
        asked.extend(questions)
        return ask(questions)

    monkeypatch.setattr(engine, "ask", counted)
    shown = examples.of(engine, engine.opened)
    count = len(asked)
    assert examples.of(engine, engine.opened) == shown == Examples().of(other, other.opened)
    assert len(asked) == count
    sources = {question: sentence for sentence, question in SENTENCES.items()}
    for question in shown:
        (answer,) = ask([engine.asked(question)])
        assert answer.status == "answered"
        assert answer.passages[0].quote == sources[question]


def test_a_new_generation_brings_its_own_examples(shelf: Settings) -> None:
    engine = Engine(shelf, BagOfWords())
    examples = Examples()
    before = examples.of(engine, engine.opened)
    (Path(shelf.corpus) / "harbor.txt").write_text("The pier is long. The sea is wide.\n")
    until_serving(engine, build_index(shelf, BagOfWords()).generation)
    assert examples.of(engine, engine.opened) == []
    assert before != []


def test_why_a_passage_is_there_follows_its_cosine_and_share(engine: Engine) -> None:
    seen = set()
    for hit in engine.rank([engine.asked("When does the ferry leave?")])[0]:
        expected = {
            (True, True): "both",
            (True, False): "meaning",
            (False, True): "words",
            (False, False): "little",
        }[hit.cosine >= SAME_MEANING, hit.share >= SAME_WORDS]
        assert why(hit) == expected
        seen.add(expected)
    assert len(seen) >= 2
