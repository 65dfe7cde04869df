import pytest

from corpus.errors import UnreadableFile
from corpus.readers.canonical import TextBuilder
from corpus.readers.folded import fold
from corpus.readers.inline import superscript
from corpus.report import Front
from tests.corpus.readers.check import blocks_of


def test_white_space_folds_to_single_spaces() -> None:
    assert fold(" one\u00a0two\r\n\tthree\u2003four \v") == "one two three four"


def test_control_characters_and_invisible_marks_are_dropped() -> None:
    assert fold("co\u00adop\u200ber\x00a\x07tion\ufeff \ud800") == "cooperation"


def test_joiners_that_carry_meaning_stay() -> None:
    assert fold("می\u200cشود") == "می\u200cشود"


@pytest.mark.parametrize(
    ("text", "expected"), [("6", "⁶"), (" (12)", " ⁽¹²⁾"), ("-3", "⁻³"), ("th", "th"), ("a1", "a1")]
)
def test_only_numbers_are_raised(text: str, expected: str) -> None:
    assert superscript(text) == expected


def test_a_section_is_the_path_of_the_headings_above() -> None:
    builder = TextBuilder()
    builder.heading("Report", 0)
    builder.add("Foreword.")
    builder.heading("Part I", 1)
    builder.heading("Bases", 3)
    builder.add("Troops.", page=4)
    builder.heading("Costs", 2)
    builder.add("Yen.", "row")
    builder.heading("Part II", 1)
    extracted = builder.extracted(Front())
    assert blocks_of(extracted) == [
        ("heading", None, "Report"),
        ("text", None, "Foreword."),
        ("heading", None, "Part I"),
        ("heading", "Part I", "Bases"),
        ("text", "Part I > Bases", "Troops."),
        ("heading", "Part I", "Costs"),
        ("row", "Part I > Costs", "Yen."),
        ("heading", None, "Part II"),
    ]
    assert [block.page for block in extracted.blocks] == [None] * 4 + [4] + [None] * 3


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        ([("Alliance", 1), ("Bases", 2)], "Alliance"),
        ([("Alliance", 1), ("Alliance", 1), ("Bases", 2), ("Notes", 1)], "Alliance"),
        ([("Bases", 1), ("Costs", 1)], None),
        ([("Summary", 2), ("Bases", 1)], None),
        ([("Bases", 1), ("Alliance", 0)], "Alliance"),
        ([], None),
    ],
)
def test_the_title_is_the_heading_above_all_others(
    headings: list[tuple[str, int]], title: str | None
) -> None:
    builder = TextBuilder()
    for text, level in headings:
        builder.heading(text, level)
    builder.add("Text.")
    assert builder.title == title


def test_title_and_contents_are_in_no_path() -> None:
    builder = TextBuilder()
    builder.heading("Alliance", 1)
    builder.heading("Table of Contents", 2)
    builder.add("Bases 7")
    builder.heading("Bases", 2)
    builder.add("Troops.")
    _, blocks = builder.build()
    assert [block.section for block in blocks] == [None, None, None, None, "Bases"]


def test_notes_have_no_section_and_lists_under_footnotes_are_notes() -> None:
    builder = TextBuilder()
    builder.heading("Bases", 1)
    builder.add("See the treaty.", "note")
    builder.heading("Footnotes", 1)
    builder.add("1. Ibid.", "item")
    builder.add("Disclaimer.")
    assert blocks_of(builder.extracted(Front()))[1::2] == [
        ("note", None, "See the treaty."),
        ("note", None, "1. Ibid."),
    ]


def test_blocks_without_text_are_left_out_and_a_report_without_any_is_refused() -> None:
    builder = TextBuilder()
    builder.add(" \u00ad\n")
    builder.heading("", 1)
    with pytest.raises(UnreadableFile, match="contains no text: delete it"):
        builder.extracted(Front())
