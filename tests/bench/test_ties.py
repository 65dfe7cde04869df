"""A small run of the measure of ties."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from bench.editions.ties import Ranked, Swaps, in_another_order, measure
from corpus.settings import Settings
from service.answers.engine import Engine
from tests.fakes import BagOfWords

FIRST, SECOND, THIRD = ("a", 1), ("a", 9), ("b", 1)


def ranked(status: str = "answered", **scores: float) -> Ranked:
    names = {"first": FIRST, "second": SECOND, "third": THIRD}
    return Ranked(status, {names[name]: one for name, one in scores.items()}, frozenset())


def test_a_swap_has_the_lead_over_the_sentence_that_was_first() -> None:
    swaps = Swaps()
    swaps.add("Who?", ranked(first=0.9, second=0.8), ranked(first=0.8, second=0.9))
    assert (swaps.compared, swaps.leads) == (1, [])
    swaps.add("Who?", ranked(first=0.9), ranked(third=0.75, second=0.7, first=0.5))
    assert (swaps.compared, swaps.leads) == (2, [0.25])
    swaps.add("Who?", ranked(first=0.9), ranked(second=0.9))
    assert swaps.leads[1] == float("inf")
    swaps.add("Who?", ranked(first=0.9), replace(ranked(first=0.9), status="no_answer"))
    assert (swaps.compared, swaps.came_or_went) == (4, 1)


def test_another_order_holds_the_same_texts(
    settings: Settings, build: Callable[[], object]
) -> None:
    build()
    view = Engine(settings, BagOfWords()).opened.generation
    reports = list(in_another_order(view, Random(1)))
    assert sorted(one.text for one in reports) == sorted(view.text(name) for name in view.reports)
    assert [one.source.id for one in reports] == ["000000", "000001"]
    assert {each.report_id for one in reports for each in one.passages} == {"000000", "000001"}


def test_a_small_run_prints_its_counts(
    settings: Settings, build: Callable[[], object], capsys: pytest.CaptureFixture[str]
) -> None:
    build()
    engine = Engine(settings, BagOfWords())
    measure(engine, ["What do tickets cost?", "Who is the harbor master?"], rounds=1, share=0.5)
    told = capsys.readouterr().out
    assert "2 reports, 6 sentences; 2 questions" in told
    assert "another order: 0 of 2 swapped" in told
    assert "(TIE_MARGIN)" in told
