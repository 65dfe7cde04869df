from dataclasses import replace

import pytest

from service.answers import builder
from service.answers.answer import Answer
from service.answers.engine import Engine
from tests.service.differing.pairs import PAIRS, Pair


def ask(engine: Engine, question: str, k: int | None = None) -> Answer:
    (answer,) = engine.ask([engine.asked(question, k)])
    return answer


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.question)
def test_only_different_figures_for_the_same_thing_are_shown(
    paired_engine: Engine, pair: Pair
) -> None:
    answer = ask(paired_engine, pair.question)
    shown = [{one.quote for one in found.passages} for found in answer.differing]
    assert shown == ([{pair.older, pair.newer}] if pair.relation == "differ" else [])


def test_a_pair_has_figures_dates_times_and_a_note(paired_engine: Engine) -> None:
    (found,) = ask(paired_engine, "How many passengers did the Larne ferry carry?").differing
    told = dict(zip(found.figures, zip(found.dates, found.times, strict=True), strict=True))
    assert told == {"310,000": ("2015-03-01", []), "402,000": ("2019-06", ["2018"])}
    assert "“310,000” (report of 1 Mar. 2015)" in found.note
    assert "“402,000” (report of June 2019; the sentence names 2018)" in found.note
    assert found.note.startswith("These two sentences give different numbers: ")


def test_the_figure_of_a_pair_has_its_rounding_and_stands_in_the_text(
    paired_engine: Engine,
) -> None:
    (found,) = ask(paired_engine, "How many U.S. troops are stationed in Japan?").differing
    assert set(found.figures) == {"About 50,000", "54,000"}
    for passage, figure in zip(found.passages, found.figures, strict=True):
        assert passage.answer is not None
        start = passage.answer.start - passage.citation.start
        end = passage.answer.end - passage.citation.start
        assert passage.quote[start:end] == passage.answer.text == figure
        assert passage.display_answer is not None
        assert passage.display[slice(*passage.display_answer)] == figure


def test_a_pair_is_found_beyond_the_passages_that_are_shown(paired_engine: Engine) -> None:
    question = "How many passengers did the Larne ferry carry?"
    every, one = ask(paired_engine, question), ask(paired_engine, question, k=1)
    assert [found.figures for found in one.differing] == [
        found.figures for found in every.differing
    ]
    assert [passage.rank for passage in one.differing[0].passages] == [1, 2]
    shown = {passage.citation.id: passage for passage in every.passages}
    for passage in every.differing[0].passages:
        same = shown[passage.citation.id]
        assert (passage.rank, passage.score, passage.citation) == (
            same.rank, same.score, same.citation,
        )  # fmt: skip


def test_order_and_status_are_the_same_without_pairs(
    paired_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [ask(paired_engine, pair.question) for pair in PAIRS]
    monkeypatch.setattr(builder, "differing_pairs", lambda *_: [])
    without = [ask(paired_engine, pair.question) for pair in PAIRS]
    assert any(one.differing for one in found)
    assert [replace(one, differing=[], took_ms=0.0) for one in found] == [
        replace(one, took_ms=0.0) for one in without
    ]


def test_a_cell_of_a_table_is_compared_with_a_sentence(paired_engine: Engine) -> None:
    (found,) = ask(paired_engine, "How many cranes does the port of Bergen have?").differing
    assert set(found.figures) == {"22", "26"}
    assert ask(paired_engine, "How many berths does the port of Bergen have?").differing == []


def test_a_compound_question_has_the_pairs_of_its_parts(paired_engine: Engine) -> None:
    answer = ask(
        paired_engine,
        "How long is the Kerch pipeline? How many judges sit on the Tariff Court?",
    )
    assert [set(found.figures) for found in answer.differing] == [
        {"120 miles", "97 miles"},
        {"Nine", "Seven"},
    ]
