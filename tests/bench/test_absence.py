"""Claims about the measure of certificates of absence, over made reports and the small embedder."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bench.absence import __main__ as bench
from bench.absence.alterations import ALTERATIONS
from bench.absence.made import PRINTS
from bench.absence.near_misses import NEAR_MISSES
from bench.absence.plain import PlainTexts
from bench.absence.words import Words
from corpus.settings import load_settings
from index.build.build import build_index
from service.absence import certify, scan, standing
from service.answers.engine import Engine
from tests.fakes import BagOfWords

_TEXT = """harbour ferry crossing captain winter storm timetable museum council budget railway
station bridge forest valley market teacher hospital library orchard village engine offices
different official fifteen traffic reflection kindness together somewhere yesterday northern"""
_WORDS = _TEXT.split()


def _report(chance: Random, sentences: int) -> str:
    rows = []
    for number in range(sentences):
        some = chance.sample(_WORDS, 9)
        extra = chance.choice(
            ("the co-operative", "the agency’s", f"some {chance.randrange(1000, 99999):,}",
             f"about {number} percent", "the old — very old —", "the mayor and")
        )  # fmt: skip
        text = (
            f"{' '.join(some[:4])} {extra} {' '.join(some[4:])}" if number % 3 else " ".join(some)
        )
        rows.append(f"{text[0].upper()}{text[1:]}, {chance.choice(_WORDS)}.")
    return "\n\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("real")
    (folder / "corpus").mkdir()
    for number in range(3):
        report = _report(Random(number), 250)
        (folder / "corpus" / f"report-{number}.txt").write_text(report, encoding="utf-8")
    return _engine(folder)


def _engine(folder: Path) -> Engine:
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


@pytest.fixture
def run(
    real: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[bench.Judged]]:
    monkeypatch.setattr(bench, "_engine", _engine)
    return lambda: bench.run(real, tmp_path, seed=3)


def test_of_200_phrases_none_that_stands_is_called_absent(
    run: Callable[[], list[bench.Judged]],
) -> None:
    found = run()
    stand = [one for one in found if one.asked.stands]
    assert (len(stand), len(found)) == (100, 200)
    assert [one for one in found if not one.is_right] == []
    kinds = {one.asked.kind for one in found}
    assert kinds >= NEAR_MISSES.keys() | {f"printed: {kind}" for kind in PRINTS}
    assert len(kinds & ALTERATIONS.keys()) > 10
    assert bench.summary(found) == "100 stand, 0 false absences; 100 are absent, 100 certified"


def test_a_scan_that_misses_is_caught(
    run: Callable[[], list[bench.Judged]], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The controls of a certificate would notice it; here they are left out."""
    right = standing.stands

    def no_accents(form: str, *place: object) -> object:
        return right(form, *place) if form.isascii() else None  # type: ignore[arg-type]

    monkeypatch.setattr(scan, "stands", no_accents)
    monkeypatch.setattr(certify._Certifying, "_controls", lambda *_: [])
    found = run()
    assert bench.show(found, stands=True) > 5
    assert bench.show(found, stands=False) == 0
    assert "| ligatures | " in capsys.readouterr().out
    assert "false absences: " in bench.summary(found)


def test_the_plain_search_knows_words_in_other_print() -> None:
    texts = PlainTexts(
        ["The sta-\ntioned crew of Zoë’s ﬂag\u00adship read “Sea\u00a0Law”; 50,000 co-located."]
    )
    for phrase in ("stationed crew", "ZOE'S flagship", "sea law 50 000", "co located", "colocated"):
        assert texts.holds(phrase), phrase
    for phrase in ("station", "crew Zoë", "ship", "50", "located crew"):
        assert not texts.holds(phrase), phrase


@pytest.mark.parametrize("kind", ALTERATIONS)
def test_an_alteration_keeps_what_the_plain_search_reads(real: Engine, kind: str) -> None:
    """Signs for words and the possessive change letters: these alone the plain search may miss."""
    words, chance, made = Words(real.opened.generation), Random(5), 0
    for drawn, _ in zip(words.draw(chance), range(2000), strict=False):
        phrase = ALTERATIONS[kind](drawn.text, chance)
        if phrase is None:
            continue
        made += 1
        assert phrase != drawn.text or kind == "as printed"
        if kind not in ("signs for words", "possessive left out", "three of these", "digit groups"):
            assert PlainTexts([drawn.text]).holds(phrase), phrase
    assert made
