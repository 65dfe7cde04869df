import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.store import open_index
from service.answers.citation import cite, listed_authors, readable_date
from service.answers.verify import Verifier
from tests.conftest import FERRY
from tests.corpus.readers.pdf.pdf_files import BOLD, PARAGRAPH, Drawing
from tests.fakes import BagOfWords

CATALOG = """
[[report]]
file = "bridges.pdf"
title = "Bridges"
publisher = "CRS"
number = "IF1"
date = 2026-02-12

[[report]]
file = "labelled.pdf"
title = "PLANS FOR THE HARBOR"
authors = ["Lee, Ann B.", "Bo Orr"]
date = "2005-09"
"""
OVER = (
    "A first review was made in 1998, and a second one was made ten years later. They had",
    "little in common besides their subject, as the second followed new methods, which the",
)
PAGE = "<h1>Ferries</h1><h2>Tickets</h2><p>They cost ten dollars. Dogs ride free.</p>"


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index over a report in each format."""
    folder = tmp_path_factory.mktemp("formats")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(FERRY)
    drawing = Drawing().line("Findings", 72, size=16, font=BOLD).lines(PARAGRAPH, 110)
    drawing.lines(OVER, 245).page()
    drawing.line("department had written for its own surveys, and asked for more data.", 80)
    (corpus / "bridges.pdf").write_bytes(drawing.save())
    labelled = Drawing().lines(PARAGRAPH, 110).page().lines(PARAGRAPH, 110).lines(OVER, 245).page()
    labelled.line("department had written for its own surveys, and asked for more data.", 80)
    labelled.canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    labelled.canvas.addPageLabel(1, "ARABIC", 1)
    (corpus / "labelled.pdf").write_bytes(labelled.save())
    (corpus / "page.html").write_text(PAGE)
    (corpus / "notes.md").write_text("# Notes\n\n## Pier\n\nThe pier is closed. It opens in May.\n")
    (corpus / "catalog.toml").write_text(CATALOG)
    settings = load_settings({}, corpus=corpus, index=folder / "index")
    build_index(settings, BagOfWords())
    return settings


@pytest.fixture
def corpus(formats: Settings, tmp_path: Path) -> Path:
    """A copy of the reports, which a test may change."""
    return shutil.copytree(formats.corpus, tmp_path / "corpus")


@pytest.fixture
def citations(formats: Settings) -> dict[str, list[dict[str, Any]]]:
    """The passages of each report, as an answer shows them."""
    store = open_index(formats.index)
    return {
        name: [
            {"quote": passage.quote, "citation": asdict(cite(passage, report))}
            for passage in store.report(name).passages
        ]
        for name, report in store.reports.items()
    }


def label(citations: dict[str, list[dict[str, Any]]], report: str, quote: str) -> str:
    (found,) = (item for item in citations[report] if item["quote"].startswith(quote))
    return str(found["citation"]["label"])


def test_a_label_says_what_the_source_has(citations: dict[str, list[dict[str, Any]]]) -> None:
    assert label(citations, "bridges", "It asked the department") == (
        'CRS, Bridges (IF1), 12 Feb. 2026, p. 1, "Findings", sentence 3'
    )
    assert label(citations, "page", "Dogs ride").endswith('"Tickets", paragraph 3, sentence 4')
    assert label(citations, "notes", "It opens").endswith('"Pier", paragraph 3, sentence 4')
    assert label(citations, "ferry", "Tickets cost") == "ferry, sentence 3, line 3"


def test_a_sentence_over_a_page_break_is_cited_with_both_pages(
    citations: dict[str, list[dict[str, Any]]],
) -> None:
    (found,) = (item for item in citations["bridges"] if item["quote"].startswith("They had"))
    citation = found["citation"]
    assert (citation["page"], citation["pages"]) == (1, (1, 2))
    assert [box["page"] for box in citation["boxes"]] == [1, 1, 2]
    assert "pp. 1–2" in citation["label"]


def test_a_page_is_cited_with_its_printed_label_and_its_number_in_the_file(
    citations: dict[str, list[dict[str, Any]]],
) -> None:
    about = "Ann B. Lee and Bo Orr, Plans for the Harbor, Sept. 2005"
    first, *_ = citations["labelled"]
    assert first["citation"]["label"] == f"{about}, p. i (PDF p. 1), sentence 1"
    assert (first["citation"]["page"], first["citation"]["page_label"]) == (1, "i")
    (over,) = (item for item in citations["labelled"] if item["quote"].startswith("They had"))
    citation = over["citation"]
    assert citation["label"].startswith(f"{about}, pp. 1–2 (PDF pp. 2–3), ")
    assert (citation["pages"], citation["page_labels"]) == ((2, 3), ("1", "2"))
    assert citation["report"]["authors"] == ("Lee, Ann B.", "Bo Orr")
    assert citations["bridges"][0]["citation"]["page_label"] is None


@pytest.mark.parametrize(
    ("date", "words"), [("2016-02-09", "9 Feb. 2016"), ("2016-02", "Feb. 2016"), ("2016", "2016")]
)
def test_a_date_in_words_says_no_more_than_the_date(date: str, words: str) -> None:
    assert readable_date(date) == words


def test_of_more_than_two_authors_a_label_names_the_first() -> None:
    assert listed_authors(()) is None
    assert listed_authors(["Orr, Bo", "Ann Lee", "Cy Ash"]) == "Bo Orr et al."


def test_every_citation_of_every_format_is_exact(
    settings: Settings, citations: dict[str, list[dict[str, Any]]]
) -> None:
    verifier = Verifier(settings)
    for report in citations.values():
        for passage in report:
            checked = verifier.check("", passage)
            assert (checked.verdict, checked.reason) == ("exact", ""), passage


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page_label", "9"),
        ("page_labels", ["1", "9"]),
        ("page", 7),
        ("page", None),
        ("pages", [1, 2]),
        ("section", "Costs"),
        ("paragraph", 9),
    ],
)
def test_a_citation_with_a_wrong_place_is_broken(
    settings: Settings, citations: dict[str, list[dict[str, Any]]], field: str, value: object
) -> None:
    passage = citations["bridges"][1]
    passage["citation"][field] = value
    checked = Verifier(settings).check("", passage)
    assert (checked.verdict, checked.reason) == (
        "broken",
        f"{field} differs from the source",
    )


def test_a_source_that_cannot_be_read_any_more_breaks_its_citations(
    settings: Settings, citations: dict[str, list[dict[str, Any]]], corpus: Path
) -> None:
    (corpus / "bridges.pdf").write_bytes(b"%PDF-1.4 no more")
    checked = Verifier(settings).check("", citations["bridges"][1])
    assert (checked.verdict, checked.reason.startswith("bridges.pdf: ")) == ("broken", True)
