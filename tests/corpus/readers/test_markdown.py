import pytest

from corpus.errors import UnreadableFile
from corpus.readers.markdown import read_markdown
from corpus.report import Extracted, Front
from tests.corpus.readers.check import blocks_of, cells_of, drawn_of, left_out, texts_of


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
        ("::: {.note}\nInside.\n:::", "Inside."),
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


@pytest.mark.parametrize(
    ("source", "text", "count"),
    [
        ("The fee is ~~$450~~ $610.", "The fee is $610.", 1),
        ("The fee is <del>$450</del> <s>$500</s> $610.", "The fee is $610.", 2),
        (
            "The fee is <span style='text-decoration:line-through'>$4</span> $6.",
            "The fee is $6.",
            1,
        ),
        ("~~Gone.~~\n\nKept.", "Kept.", 1),
        ("# ~~Old~~ New\n\n- ~~Gone~~\n- Kept", "New\n\nKept", 2),
        ("<p>The fee is <strike>$4</strike> $6.</p>", "The fee is $6.", 1),
    ],
)
def test_what_is_struck_out_is_left_out_and_counted(source: str, text: str, count: int) -> None:
    extracted = read(source)
    assert extracted.text == text
    assert left_out(extracted) == {"struck_out": count}


def test_a_list_goes_on_from_the_number_in_the_source_as_a_renderer_draws() -> None:
    extracted = read("4. Four\n5. Five\n   1) Sub\n   1) Sub\n\n1. Six\n1. Seven\n\n- Bullet\n")
    assert texts_of(extracted) == [
        *("4. Four", "5. Five", "1) Sub", "2) Sub", "6. Six", "7. Seven", "Bullet"),
    ]
    assert drawn_of(extracted) == ["2)", "6.", "7."]


@pytest.mark.parametrize(
    "heading",
    [
        "# Harbor survey {#survey .unnumbered}",
        "# Harbor survey {: #survey }",
        "# Harbor survey {-}",
        "# Harbor survey {#survey} #",
        'Harbor survey {.a key="a b"}\n===',
        "# [Harbor]{.smallcaps} survey",
        "# [Harbor](h){target=_blank} survey",
    ],
)
def test_attributes_are_no_text(heading: str) -> None:
    extracted = read(
        f"{heading}\n\nText in {{braces}} stays.\n\n## Locks {{#locks}}\n\nTwo gates.\n"
    )
    assert extracted.front.title == "Harbor survey"
    assert blocks_of(extracted)[1:] == [
        ("text", None, "Text in {braces} stays."),
        ("heading", None, "Locks"),
        ("text", "Locks", "Two gates."),
    ]


def test_front_matter_in_toml_states_the_report_and_is_no_text() -> None:
    extracted = read(
        '+++\ntitle = "Harbor survey"\ndate = 2016-05-09T10:00:00Z\n'
        'authors = ["Ann Lee", "Bo Orr"]\n'
        "[params]\ndraft = true\n+++\n\nText.\n"
    )
    assert extracted.front == Front(
        "Harbor survey", date="2016-05-09", authors=("Ann Lee", "Bo Orr")
    )
    assert extracted.text == "Text."


def test_plus_signs_without_statements_are_text() -> None:
    assert read("+++\nSome text.\n+++\n").text == "+++ Some text. +++"


def test_terms_and_their_definitions_are_items() -> None:
    extracted = read("Lock\n: Two gates.\n: A *chamber*.\n\nSee it: now.\n")
    assert blocks_of(extracted) == [
        ("item", None, "Lock"),
        ("item", None, "Two gates."),
        ("item", None, "A chamber."),
        ("text", None, "See it: now."),
    ]


def test_a_footnote_holds_its_indented_paragraphs() -> None:
    extracted = read("Signed.[^1]\n\n[^1]: Ibid.\n\n    See the treaty.\n\nEnd.\n")
    assert blocks_of(extracted)[1:] == [
        ("note", None, "[1] Ibid. See the treaty."),
        ("text", None, "End."),
    ]


def test_rows_name_their_table_and_heads() -> None:
    extracted = read("Table 1. Costs\n\n| Pier | Cost |\n|--|--|\n| North | ~~$3~~ $4 |\n")
    assert cells_of(extracted) == [
        [("Pier", "", ""), ("Cost", "", "")],
        [("North", "", "Pier"), ("$4", "North", "Cost")],
    ]
    assert {block.row.title for block in extracted.blocks if block.row} == {"Table 1. Costs"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("log<sub>2</sub>8", "log₂8"),
        ("He said <q>it is safe</q>.", "He said “it is safe”."),
        ("Seen <span hidden>not</span> <b>again</b>.", "Seen again."),
        ("An <i>unclosed <sup>2", "An unclosed ²"),
    ],
)
def test_inline_html_looks_as_a_browser_shows_it(source: str, text: str) -> None:
    assert read(source).text == text
