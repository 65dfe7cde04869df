"""Words that a page cuts, joins or parts, and the signs that are words."""

from pathlib import Path

import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from service.absence.certify import certify
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.engine import Engine
from tests.fakes import BagOfWords

HEAD = "HARBOR COMMISSION    Annual Report    Page {}"
PAGES = f"""The light-house keeper met the custom-made ship at the re-
opened pier, where the anti-
quarian of Kestrel kept
{HEAD.format(2)}
the oldest of all charts. His sister drew maps of the north-
{HEAD.format(3)}
ern islands, and the \u00adun\u200bseen coast.

Johnson & Sons sold 5% of the ships for $50 each, and Smith Sons sold 7 boats
{HEAD.format(4)}
for 30 crowns. Only one of them was ever seen again in the bay.
"""
NOTES = """<!doctype html><html><head><title>Notes</title></head><body><main><h1>Notes</h1>
<p>The widow of the pilot<sup><a href="#fn1">1</a></sup> wrote to the board twice.</p>
<p>Her letters were kept<sup><a href="#fn2">2</a></sup> until the fire.</p>
<section class="footnotes"><ol><li id="fn1">See the annual report, page 40.</li>
<li id="fn2">See the annual report, page 41.</li></ol></section></main></body></html>
"""


@pytest.fixture(scope="module")
def engine(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("print")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "pages.txt").write_text(PAGES)
    (folder / "corpus" / "notes.html").write_text(NOTES)
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def said(engine: Engine, phrase: str) -> str:
    record = certify(engine, Request(phrases_of([phrase], engine.settings)))
    if record["status"] == "certified":
        assert [one["text"] for one in record["phrases"]] == [phrase]
        return "absent"
    assert [one["code"] for one in record["reasons"]] == ["stands"], record["reasons"]
    return "stands"


@pytest.mark.parametrize(
    "phrase",
    [
        *("light-house keeper", "lighthouse keeper", "light house keeper", "light\u2011house"),
        *("custommade ship", "custom made ship", "reopened pier", "re-opened pier"),
        *("antiquarian of Kestrel", "kept the oldest", "of Kestrel kept the oldest of all charts"),
        *("northern islands", "maps of the northern islands", "unseen coast"),
        *("the pilot wrote", "widow of the pilot wrote to the board", "were kept until the fire"),
        *("Johnson and Sons", "Johnson & Sons", "5 percent of the ships", "$50", "50", "USD 50"),
        *("boats for 30 crowns", "Smith Sons sold 7"),
    ],
)
def test_what_a_page_cuts_joins_or_parts_stands(engine: Engine, phrase: str) -> None:
    assert said(engine, phrase) == "stands"


@pytest.mark.parametrize(
    "phrase",
    [
        *("lightship keeper", "light keeper", "made-custom", "kept oldest", "oldest the charts"),
        *("the pilot 1 wrote twice", "Johnson Sons", "Smith & Sons", "Smith and Sons"),
        *("77%", "7 percent", "$30", "€50", "5 dollars", "seen coast"),
        *("sold and", "& each", "charts His", "30 boats"),
    ],
)  # fmt: skip
def test_what_the_words_do_not_say_is_absent(engine: Engine, phrase: str) -> None:
    expected = "stands" if phrase == "charts His" else "absent"  # a stop parts no words
    assert said(engine, phrase) == expected


def test_controls_are_whole_words_of_a_report_with_soft_hyphens(
    tmp_path: Path,
) -> None:
    (tmp_path / "corpus").mkdir()
    cut = "sta\xad\ntioned crew men\xad\ntions it."
    rows = [f"Sentence {word} of the {cut} Crew{word} of {cut}" for word in "abcdefg"]
    (tmp_path / "corpus" / "one.txt").write_text("\n\n".join(rows), encoding="utf-8")
    settings = load_settings(
        {}, corpus=tmp_path / "corpus", index=tmp_path / "index", reranker="none"
    )
    build_index(settings, BagOfWords())
    own = Engine(settings, BagOfWords())
    assert said(own, "zebra") == "absent"
    assert said(own, "stationed crew mentions") == "stands"
    assert said(own, "tioned crew") == "absent"
    assert said(own, "crew men") == "absent"
