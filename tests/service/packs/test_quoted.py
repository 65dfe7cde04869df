"""Claims about how a pack's page numbers, groups and lists what answers quote."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import load_settings
from service.answers.answer import Answer, AnswerPassage, Differing, PartAnswer
from service.answers.engine import Engine
from service.packs.certificates import Certificate, Certificates
from service.packs.contents import cited_text, packed_answer, passages_of
from service.packs.evidence import evidence_of
from service.packs.overview import overview
from service.packs.quoted import CLOSEST, groups_of
from tests.fakes import BagOfWords
from tests.service.packs.given import certificate_of


@pytest.fixture(scope="module")
def reading(small_index: Path) -> Engine:
    return Engine(load_settings({}, index=small_index, reranker="none"), BagOfWords())


@pytest.fixture(scope="module")
def answer(reading: Engine) -> Answer:
    (found,) = reading.ask([reading.asked("When does the ferry leave?", 3)])
    assert len(found.passages) == 3
    return found


def compound(answer: Answer) -> Answer:
    """Return an answer whose first and second sentence answer its two parts."""
    first, second, _ = answer.passages
    parts = [
        PartAnswer("When?", None, "answered", 0.9, 0.9, [first]),
        PartAnswer("Who?", None, "no_answer", 0.1, 0.1, [second]),
    ]
    return replace(answer, parts=["When?", "Who?"], part_answers=parts)


def quotes(answer: Answer) -> dict[str, tuple[str, ...]]:
    return {one.label: one.paths for group in groups_of(7, answer) for one in group.quotes}


def test_the_sentences_of_a_single_question_are_numbered_in_order(answer: Answer) -> None:
    assert quotes(answer) == {f"7.{at + 1}": (f"passages.{at}",) for at in range(3)}
    assert [group.heading for group in groups_of(7, answer)] == [""]
    closest = replace(answer, status="no_answer")
    assert [group.heading for group in groups_of(7, closest)] == [CLOSEST]


def test_a_sentence_of_a_part_stands_once_with_its_part(answer: Answer) -> None:
    asked = compound(answer)
    groups = groups_of(7, asked)
    assert [one.heading for one in groups] == [
        "Part 1: When?",
        "Part 2: Who?",
        "All parts together",
    ]
    assert [one.note for one in groups] == ["Answered", CLOSEST, ""]
    assert quotes(asked) == {
        "7.1": ("part_answers.0.passages.0", "passages.0"),
        "7.2": ("part_answers.1.passages.0", "passages.1"),
        "7.3": ("passages.2",),
    }


def test_every_sentence_of_the_json_is_on_the_page(answer: Answer) -> None:
    pair = Differing(answer.passages[:2], ["1", "2"], [None, None], [[], []], "They differ.")
    for one in (answer, compound(answer), replace(answer, differing=[pair])):
        found = dict(passages_of(one))
        shown = {path: quoted for group in groups_of(1, one) for quoted in group.quotes
                 for path in quoted.paths}  # fmt: skip
        assert shown.keys() == found.keys()
        for path, quoted in shown.items():
            passage: AnswerPassage = found[path]
            assert (quoted.passage.quote, quoted.passage.answer) == (passage.quote, passage.answer)
            assert quoted.passage.citation == passage.citation
    last = groups_of(1, replace(answer, differing=[pair]))[-1]
    assert (last.heading, last.note, len(last.quotes)) == ("Different numbers", "They differ.", 2)


def test_a_certificate_stands_with_the_first_answer_of_its_question(
    reading: Engine, answer: Answer, tmp_path: Path
) -> None:
    question = "Who  painted it?"
    path = certificate_of(reading, tmp_path)
    record = json.loads(path.read_bytes())
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps({**record, "strength": "question", "question": "Who painted it?"}))
    files = (Certificate(record["record_id"], path), Certificate("0" * 64, asked))
    none = replace(answer, question=question, status="no_answer")
    answers = [
        packed_answer(at, one)
        for at, one in enumerate((answer, none, none, replace(none, status="uncertain")), start=1)
    ]
    view = reading.opened.generation
    texts = {name: cited_text(view, one) for name, one in evidence_of(answers).texts.items()}
    found = overview(answers, texts, [], Certificates(files), None)
    assert found.certificates == {2: [1], 3: [1]}
    assert found.placed == {1: 2}
    assert found.tally.endswith("2 without an answer")
    assert found.quotes == 12
    labels = [label for one in found.reports.values() for label in one.quotes]
    assert sorted(labels) == [f"{number}.{at}" for number in range(1, 5) for at in range(1, 4)]
