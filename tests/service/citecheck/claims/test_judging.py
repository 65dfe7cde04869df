from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.rerank.pairs import Pair
from index.rerank.support_network import SILENT, SUPPORTS, Floats
from service.answers.engine import Engine
from service.citecheck.claims import candidates
from service.citecheck.claims.candidates import ClaimText
from service.citecheck.claims.judging import ClaimJudge

ALWAYS = 12.0


class Reader:
    """Takes a sentence for support when it shares most words with the claim."""

    def scores(self, pairs: Sequence[Pair]) -> Floats:
        found = np.zeros((len(pairs), 3), dtype=np.float32)
        for row, pair in enumerate(pairs):
            own, there = set(pair.claim.lower().split()), set(pair.sentence.lower().split())
            found[row, SUPPORTS if len(own & there) > len(own) / 2 else SILENT] = ALWAYS
        return found


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "support_network", lambda _threads: Reader())


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


def test_the_folder_of_the_network_is_in_the_error_that_it_is_missing(tmp_path: Path) -> None:
    from corpus.errors import SettingError
    from index.rerank.support_network import SupportNetwork

    with pytest.raises(SettingError, match=str(tmp_path)):
        SupportNetwork(tmp_path, 1)
