import pytest

from corpus.errors import UnreadableFile
from corpus.readers.markdown import read_markdown
from corpus.report import Extracted, Front
from tests.corpus.readers.check import blocks_of, texts_of


def read(text: str) -> Extracted:
    return read_markdown(text.encode())


def test_blocks_come_in_order_under_their_headings() -> None:
    extracted = read(
        "# The Alliance\n\nTroops are\nstationed in Japan.\n\nBases\n-----\n\n"
        "- Okinawa\n  - Kadena\n\n    It is large.\n- Yokota\n\n1. First\n\n"
        "### Costs\n\n| Year | Sum |\n|---|--:|\n| 2016 | 192 *billion* |\n| 2017 | |\n\n"
        "> Quoted\n> text.\n\n```text\nmade\nup\n\nagain\n```\n\n---\n\n# Annex\n"
    )
    assert blocks_of(extracted) == [
        ("heading", None, "The Alliance"),
        ("text", "The Alliance", "Troops are stationed in Japan."),
        ("heading", "The Alliance", "Bases"),
        ("item", "The Alliance > Bases", "Okinawa"),
        ("item", "The Alliance > Bases", "Kadena"),
        ("item", "The Alliance > Bases", "It is large."),
        ("item", "The Alliance > Bases", "Yokota"),
        ("item", "The Alliance > Bases", "1. First"),
        ("heading", "The Alliance > Bases", "Costs"),
        ("row", "The Alliance > Bases > Costs", "Year Sum"),
        ("row", "The Alliance > Bases > Costs", "2016 192 billion"),
        ("row", "The Alliance > Bases > Costs", "2017"),
        ("text", "The Alliance > Bases > Costs", "Quoted text."),
        ("text", "The Alliance > Bases > Costs", "made up"),
        ("text", "The Alliance > Bases > Costs", "again"),
        ("heading", None, "Annex"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("*one* **two** ***three*** `five`", "one two three five"),
        ("[the treaty](https://example.org 'x') of [1960][t]\n\n[t]: /t", "the treaty of 1960"),
        (
            "![A map of *bases*](map.png) <https://example.org>",
            "A map of bases https://example.org",
        ),
        ("[expert](/a)[debate](/b)", "expert debate"),
        ("R&amp;D \\*stars\\* 2 \\# 3", "R&D *stars* 2 # 3"),
        ("hard  \nbreak\\\nhere<br>now", "hard break here now"),
        ("10<sup>6</sup> <span class='x'>yen</span><!-- no -->", "10⁶ yen"),
        ("**Oversight. **Any agreement", "Oversight. Any agreement"),
        ("Supplemental** appropriations. **Per", "Supplemental appropriations. Per"),
        ("5 ** 2 and a ** b", "5 ** 2 and a ** b"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_marks_are_taken_out_of_the_text(source: str, text: str) -> None:
    assert read(source).text == text


def test_footnotes_are_notes_and_keep_their_labels() -> None:
    extracted = read("Signed.[^1] Revised[^b].\n\n[^1]: Ibid.\n[^b]: See *the\ntreaty*.\n\nEnd.")
    assert blocks_of(extracted) == [
        ("text", None, "Signed.[1] Revised[b]."),
        ("note", None, "[1] Ibid."),
        ("note", None, "[b] See the treaty."),
        ("text", None, "End."),
    ]


def test_lines_of_bars_are_rows_without_a_line_of_dashes_too() -> None:
    extracted = read("| **Number:** | IF13199\n| **Date:** | 2016")
    assert [block.kind for block in extracted.blocks] == ["row", "row"]
    assert texts_of(extracted) == ["Number: IF13199", "Date: 2016"]


def test_html_inside_is_read_as_html() -> None:
    extracted = read(
        "<table><tr><td>Okinawa</td><td>32</td></tr></table>\n\n<script>x()</script>\n"
    )
    assert blocks_of(extracted) == [("row", None, "Okinawa 32")]


def test_front_matter_states_the_report_and_is_no_text() -> None:
    extracted = read(
        '---\ntitle: "The Alliance: An Overview"\ndate: 2016-05-09\npublisher: CRS\n'
        "tags:\n  - japan\nnumber: RL33740\n---\n# Other\n\nText.\n"
    )
    assert extracted.front == Front("The Alliance: An Overview", "CRS", "RL33740", "2016-05-09")
    assert extracted.text == "Other\n\nText."


def test_a_line_of_dashes_at_the_top_is_no_front_matter() -> None:
    assert read("---\nSome text.\n\n---\n").text == "Some text."


def test_the_front_is_read_from_the_opening_where_no_front_matter_is() -> None:
    front = read("# The Alliance\n\n**Report No.:** IF13199\n\nPublished May 9, 2016\n").front
    assert front == Front("The Alliance", None, "IF13199", "2016-05-09")


@pytest.mark.parametrize("date", ["04/09/2026", "May", "spring 2016", "2016-13-01"])
def test_a_date_that_leaves_a_doubt_is_unknown(date: str) -> None:
    assert read(f"---\ndate: {date}\n---\nText.").front.date is None


def test_deep_lists_are_read_whole() -> None:
    extracted = read("\n".join("  " * depth + f"- level {depth}" for depth in range(60)))
    assert texts_of(extracted) == [f"level {depth}" for depth in range(60)]


def test_line_ends_and_encodings_make_no_difference() -> None:
    source = "# Café\n\n“Troops”\nin Japan.\n"
    crlf = source.replace("\n", "\r\n")
    assert read(crlf) == read(source) == read_markdown(crlf.encode("utf-16"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n", "the file is empty"),
        (b"---\ntitle: x\n---\n", "the file contains no text"),
        (b"PK\x03\x04", "this is a DOCX, EPUB or other zip file"),
        (b">" * 5000 + b" deep", "nested too deeply: save the text as .txt"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_markdown(content)


def test_statements_below_the_title_are_front_matter_and_no_text() -> None:
    found = read(
        "# Bread\n\n**Report No.:** IF13199\n**Version:** 25\n"
        "**Source:** https://example.org/IF13199\n**Place**: Elko\n\nText.\n"
    )
    assert found.front == Front("Bread", number="IF13199", url="https://example.org/IF13199")
    assert found.text == "Bread\n\nPlace: Elko\n\nText."


@pytest.mark.parametrize(
    "authors",
    [
        "author: Ann Lee and Bo Orr",
        "authors: [Ann Lee, Bo Orr]",
        "authors:\n  - Ann Lee\n  - Bo Orr",
    ],
)
def test_front_matter_states_authors(authors: str) -> None:
    assert read(f"---\n{authors}\n---\nText.").front.authors == ("Ann Lee", "Bo Orr")


def test_rows_of_a_web_page_state_authors_and_a_day_that_the_text_confirms() -> None:
    rows = "| **Publication Date:** | 04/09/2026 \n| **Author:** | Bracmort, Kelsi \n"
    front = read(
        f"# CRS PRODUCT (LIBRARY OF CONGRESS)\n\n{rows}\nUpdated on April 9, 2026.\n"
    ).front
    assert (front.publisher, front.date) == ("Congressional Research Service", "2026-04-09")
    assert front.authors == ("Bracmort, Kelsi",)
    assert read(f"# Bread\n\n{rows}\nOn September 4, 2026.\n").front.date is None


def test_a_menu_of_links_is_no_text_and_a_sentence_with_links_is() -> None:
    menu = "".join(f"[Entry {at}](https://example.org/{at})" for at in range(5))
    said = " and ".join(f"[Act {at}](https://example.org/{at})" for at in range(5))
    assert read(f"{menu} > 1\n\nSee {said}.\n").text.startswith("See Act 0 and Act 1")
