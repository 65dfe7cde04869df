"""A small run of the measure of editions, in each format."""

import random
import re
from html import escape
from pathlib import Path

import pytest

from bench.editions import __main__ as command
from bench.editions.edits import KINDS
from bench.editions.formats.html import HtmlOriginal
from bench.editions.formats.lines import broken_lines, width_of
from bench.editions.formats.original import Original
from bench.editions.formats.pdf import SECONDS, PdfOriginal
from bench.editions.formats.text import TextOriginal
from bench.editions.formats.word import WordOriginal, as_word_file
from bench.editions.judge import Judged, judge
from bench.editions.pair import Pair, make_pair, named_changes, unedited_pair
from bench.editions.reports import DEVELOPMENT, TEST, files_of, half_of
from bench.editions.row_edits import ROW_KINDS, other_row
from bench.editions.sentences import letters, sentences_of
from bench.links import read
from service.editions.changes import Alignment, Change

_WORDS = (
    *("harbor", "ferry", "crossing", "captain", "winter", "storm", "timetable", "museum"),
    *("council", "budget", "railway", "station", "bridge", "forest", "river", "valley", "market"),
    *("teacher", "hospital", "library", "orchard", "mayor", "village", "engine"),
)
OTHERS = ["The museum opened a second hall.", "Its visitors came from nine countries."] * 3


def page(chance: random.Random) -> str:
    """Return a page of 150 sentences, three in a paragraph, and a table of 16 rows."""
    parts = []
    for _ in range(50):
        sentences = []
        for _ in range(3):
            one, two, three, four, five = chance.sample(_WORDS, 5)
            sentences.append(
                f"The {one} near the {two} cost {chance.randrange(10, 900)} dollars in the year, "
                f"and the {three} of this {four} closed before the {five}."
            )
        parts.append(f"<p>{escape(' '.join(sentences))}</p>")
    rows = ["<tr><th>Place</th><th>Visitors</th><th>Cost</th></tr>"]
    for number, one in enumerate(_WORDS[:15]):
        figures = f"<td>{chance.randrange(1000, 9000)}</td><td>{chance.randrange(10, 99)}</td>"
        rows.append(f"<tr><td>{one.capitalize()} number {number}</td>{figures}</tr>")
    parts.insert(25, f"<table>{''.join(rows)}</table>")
    return f"<!DOCTYPE html><title>Report</title><h1>Report of the towns</h1>{''.join(parts)}"


@pytest.fixture(scope="module", params=["text", "HTML", "DOCX", "PDF"])
def original(request: pytest.FixtureRequest) -> Original:
    content = page(random.Random(1)).encode()
    report = read(content, "report.html")
    if request.param == "HTML":
        return HtmlOriginal(content)
    if request.param == "DOCX":
        return WordOriginal(as_word_file(sentences_of(report)))
    if request.param == "PDF":
        return PdfOriginal(report, SECONDS[0])
    return TextOriginal(report)


@pytest.fixture(scope="module")
def pair(original: Original) -> Pair:
    return make_pair(original, OTHERS, random.Random(5))


def test_the_changes_of_a_scripted_edition_are_named_and_none_is_invented(
    original: Original, pair: Pair
) -> None:
    judged = judge(pair, named_changes(pair))
    rows = ROW_KINDS if original.form != "text" else ()
    assert {*KINDS, *rows} <= set(judged.made)
    assert judged.right == judged.made, judged.wrong
    assert not judged.invented
    assert not judged.misread


def test_the_same_report_in_another_file_has_no_change(original: Original) -> None:
    pair = unedited_pair(original)
    assert not pair.edited
    assert named_changes(pair).changed == ()


def test_a_measure_that_finds_nothing_says_so(pair: Pair) -> None:
    places = range(len(pair.old.sentences))
    nothing = Alignment(tuple(Change("same", (at,), (at,)) for at in places))
    judged = judge(pair, nothing)
    assert judged.made.total() >= 20
    assert not judged.right


def test_a_change_that_no_edit_made_is_invented(pair: Pair) -> None:
    touched = {at for one in pair.planned if one.edit for at in one.old}
    at, place = next(
        (one.old[0], pair.places[number])
        for number, one in enumerate(pair.planned)
        if not one.edit and one.old[0] not in touched
    )
    judged = judge(pair, Alignment((Change("reworded", (at,), (place,)),)))
    assert len(judged.invented) == 1


def test_a_drawn_second_edition_has_other_lines_and_pages() -> None:
    report = read(page(random.Random(1)).encode(), "report.html")
    original = PdfOriginal(report, SECONDS[0])
    second = read(original.second([]), "report.pdf")
    lines = [
        [
            text.strip()
            for one in report.passages
            if one.kind == "text"
            for _, text in one.printed_lines
        ]
        for report in (original.first, second)
    ]
    assert len(set(lines[0]) & set(lines[1])) < len(set(lines[1])) / 4
    pages = [[one.pages for one in report.passages] for report in (original.first, second)]
    assert pages[0] != pages[1]


def test_words_are_divided_between_lines_and_none_is_lost() -> None:
    PdfOriginal(read("The harbor is open."), SECONDS[0]).second([])  # registers its font
    text = (
        "The municipality considered a well-known timetable " * 6 + "at https://example.org/one/two"
    )
    lines = broken_lines(text, 90, SECONDS[0].font, 9, hyphenates=True)
    assert max(width_of(line, SECONDS[0].font, 9) for line in lines) <= 90
    assert any(re.search("[a-z]-$", line) for line in lines)
    assert letters("".join(lines)) == letters(text)


def test_copies_of_a_report_belong_to_one_half(tmp_path: Path) -> None:
    for number in range(20):
        for suffix in ("pdf", "html"):
            (tmp_path / f"r{number}.{suffix}").write_text("x")
    halves = [files_of(tmp_path, half) for half in (DEVELOPMENT, TEST)]
    assert sum(map(len, halves)) == 40
    assert all(halves)
    assert not {file.stem for file in halves[0]} & {file.stem for file in halves[1]}
    assert half_of(Path("a.pdf")) == half_of(Path("b/a.html"))


def test_the_exit_code_says_whether_the_figures_are_good_enough() -> None:
    good, bad = Judged(), Judged()
    good.made["new"] = good.right["new"] = bad.made["new"] = 100
    bad.right["new"] = 97
    invented = Judged(invented=["x"])
    assert command.is_good_enough({"text": good})
    assert not command.is_good_enough({"text": bad})
    assert not command.is_good_enough({"text": good, "PDF": invented})
    assert not command.is_good_enough({})


def test_a_row_of_other_words_and_figures_keeps_its_form() -> None:
    made = other_row("Harbor number 12: $3,400")
    assert made != "Harbor number 12: $3,400"
    assert [one for one in made if not one.isalnum()] == [*"  : $,"]
