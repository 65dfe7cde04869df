import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.settings import load_settings
from index.rerank.pairs import Pair
from index.rerank.support_network import SILENT, SUPPORTS, Floats
from service.answers.engine import Engine
from service.citecheck.claims import candidates
from service.citecheck.claims.candidates import AT_A_TIME, ClaimText
from service.citecheck.claims.judged import ClaimLimits
from service.citecheck.claims.judging import ClaimJudge
from tests.fakes import BagOfWords

ALWAYS = 12.0


class Reader:
    """Takes a sentence for support when it shares most words with the claim."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def scores(self, pairs: Sequence[Pair]) -> Floats:
        found = np.zeros((len(pairs), 3), dtype=np.float32)
        self.pairs += pairs
        for row, pair in enumerate(pairs):
            own, there = set(pair.claim.lower().split()), set(pair.sentence.lower().split())
            found[row, SUPPORTS if len(own & there) > len(own) / 2 else SILENT] = ALWAYS
        return found


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    monkeypatch.setattr(candidates, "support_network", lambda _threads: reader)
    return reader


def test_a_claim_is_shown_beside_the_sentence_and_the_words_that_differ(engine: Engine) -> None:
    text = "Tickets cost fifteen dollars."
    [found] = ClaimJudge(engine).judged([ClaimText(text, start=100)])
    assert found.verdict == "differs"
    assert found.source
    view = engine.opened.generation
    assert found.source.text == "Tickets cost twelve dollars."
    [one] = found.differences
    assert (one.draft_text, one.source_text) == ("fifteen dollars", "twelve dollars")
    assert text[one.draft[0] - 100 : one.draft[1] - 100] == one.draft_text
    assert view.text("ferry", *one.source) == one.source_text


def test_a_claim_whose_specifics_a_sure_sentence_holds_is_supported(engine: Engine) -> None:
    [found] = ClaimJudge(engine).judged([ClaimText("The ferry carries forty cars.")])
    assert found.source
    assert (found.verdict, found.source.text) == ("supported", "It carries forty cars.")
    assert found.precision
    assert not found.differences


def test_a_claim_is_looked_for_in_the_reports_that_it_names(engine: Engine) -> None:
    [found] = ClaimJudge(engine).judged(
        [ClaimText("Tickets cost twelve dollars.", reports=("notes/harbor",))]
    )
    shown = [found.source, *found.nearest]
    assert {one.citation.report.id for one in shown if one} == {"notes/harbor"}
    assert found.verdict != "supported"


def test_words_without_specifics_or_source_are_the_writers_own(engine: Engine) -> None:
    [found] = ClaimJudge(engine).judged([ClaimText("This is what we think of it.")])
    assert found.verdict == "own_words"
    assert found.source is None


def test_a_claim_that_cannot_be_searched_for_is_not_checked(engine: Engine) -> None:
    long = "In 2011 " + "it went on " * engine.settings.max_question_chars
    [found] = ClaimJudge(engine).judged([ClaimText(long)])
    assert found.verdict == "not_checked"
    assert "characters" in found.message


def test_claims_keep_their_order(engine: Engine) -> None:
    texts = ["This is ours.", "It carries forty cars.", "That is ours.", "Tickets cost 3 dollars."]
    found = ClaimJudge(engine).judged([ClaimText(text) for text in texts])
    assert [one.verdict for one in found] == ["own_words", "supported", "own_words", "differs"]


def some_claims(count: int) -> list[ClaimText]:
    """Return claims of every verdict, each at another place of its draft."""
    kinds = ("This is ours.", "It carries {n} cars.", "Tickets cost {n} dollars.")
    texts = [kinds[at % 3].format(n=at) for at in range(count)]
    reports = ((), ("ferry",), ("notes/harbor",))
    return [ClaimText(text, 50 * at, reports[at % 7 % 3]) for at, text in enumerate(texts)]


def test_claims_that_are_judged_together_have_the_verdicts_that_each_has_alone(
    small_index: Path,
) -> None:
    read = Engine(load_settings({}, index=small_index), BagOfWords())
    claims = some_claims(2 * AT_A_TIME + 5)
    judge = ClaimJudge(read)
    together = list(judge.judged(claims))
    assert together == [one for claim in claims for one in judge.judged([claim])]
    assert {one.verdict for one in together} >= {"own_words", "differs", "no_support"}
    places = [one.differences[0].draft[0] for one in together if one.differences]
    assert len(set(places)) == len(places) > AT_A_TIME / 2


def test_a_claim_that_stands_twice_is_read_once_and_has_its_own_place(
    engine: Engine, reader: Reader
) -> None:
    text = "Tickets cost fifteen dollars."
    first, second, other = ClaimJudge(engine).judged(
        [
            ClaimText(text, 10, ("ferry",)),
            ClaimText(text, 70, ("ferry",)),
            ClaimText(text, 90, ("notes/harbor",)),
        ]
    )
    assert len(set(reader.pairs)) == len(reader.pairs)
    assert second.differences[0].draft == tuple(at + 60 for at in first.differences[0].draft)
    assert second == replace(first, differences=second.differences)
    assert other.source != first.source


def test_claims_that_there_is_no_time_for_are_not_checked_and_a_later_check_goes_on(
    engine: Engine, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = [ClaimText(f"It carries {n} cars.") for n in range(3 * AT_A_TIME)]
    begun: list[float] = []

    def over_after_one_group(_limits: ClaimLimits) -> bool:
        begun.append(time.monotonic())
        return len(begun) > 1

    limits = ClaimLimits(reason="the second is over")
    with monkeypatch.context() as patch:
        patch.setattr(ClaimLimits, "is_over", over_after_one_group)
        found = list(ClaimJudge(engine).judged(claims, limits))
    late = [one for one in found if one.message == "Not checked: the second is over."]
    assert late == found[AT_A_TIME:]
    assert {one.verdict for one in late} == {"not_checked"}
    read = len(reader.pairs)
    assert {one.claim for one in reader.pairs} == {one.text for one in claims[:AT_A_TIME]}
    again = list(ClaimJudge(engine).judged(claims, limits))
    assert {one.claim for one in reader.pairs[read:]} == {one.text for one in claims[AT_A_TIME:]}
    assert again == list(ClaimJudge(engine).judged(claims))
    assert again[:AT_A_TIME] == found[:AT_A_TIME]


def test_time_that_is_over_begins_no_claim(engine: Engine, reader: Reader) -> None:
    limits = ClaimLimits(time.monotonic(), "it is late")
    [found] = ClaimJudge(engine).judged([ClaimText("It carries 40 cars.")], limits)
    assert (found.verdict, found.message) == ("not_checked", "Not checked: it is late.")
    assert not reader.pairs


def test_the_folder_of_the_network_is_in_the_error_that_it_is_missing(tmp_path: Path) -> None:
    from corpus.errors import SettingError
    from index.rerank.support_network import SupportNetwork

    with pytest.raises(SettingError, match=str(tmp_path)):
        SupportNetwork(tmp_path, 1)
