"""The numbers that Word draws before headings, paragraphs and items."""

import pytest
from docx.oxml.ns import nsdecls

from corpus.readers import numerals
from corpus.readers.word.document import read_docx
from corpus.report import Extracted
from corpus.text.passages import split_sentences
from tests.corpus.readers.check import blocks_of, drawn_of, texts_of
from tests.corpus.readers.word.documents import (
    NUMBERING,
    changed,
    level,
    numbered,
    paragraph,
    run,
    saved,
    with_body,
    with_lists,
)

LEGAL = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")


def test_clauses_and_headings_have_their_numbers_in_text_and_section() -> None:
    styled = LEGAL.replace(
        '<w:lvlText w:val="%1."/>', "<w:pStyle w:val='Heading1'/><w:lvlText w:val='%1.'/>"
    )
    styled = styled.replace(
        '<w:lvlText w:val="%1.%2"/>', "<w:pStyle w:val='Heading2'/><w:lvlText w:val='%1.%2'/>"
    )
    definitions = f'<w:abstractNum w:abstractNumId="1">{styled}</w:abstractNum>'
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    numbering = f"<w:numbering {nsdecls('w')}>{definitions}{lists}</w:numbering>".encode()

    def change(name: str, part: bytes) -> bytes:
        if name == "word/styles.xml":
            number = b'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
            for style in (b"Heading1", b"Heading2"):
                head, tail = part.split(b'w:styleId="' + style + b'"')
                part = head + b'w:styleId="' + style + b'"' + tail.replace(b"<w:pPr>", number, 1)
            return part
        return numbering if name == NUMBERING else part

    def styled_as(style: str, text: str) -> str:
        return f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{run(text)}</w:p>"

    extracted = read_docx(
        changed(
            saved(
                with_body(
                    styled_as("Title", "Harbor lease"),
                    styled_as("Heading1", "Definitions"),
                    styled_as("Heading1", "Payment of rent"),
                    styled_as("Heading2", "Due date"),
                    styled_as("Heading2", "Late fee"),
                    numbered("A fee of $40 is due after ten days.", at=2),
                    paragraph("As section 2.2(a) provides, the fee is $40."),
                )
            ),
            change,
        )
    )
    assert extracted.front.title == "Harbor lease"
    assert blocks_of(extracted)[4:] == [
        ("heading", "2. Payment of rent", "2.2 Late fee"),
        ("item", "2. Payment of rent > 2.2 Late fee", "(a) A fee of $40 is due after ten days."),
        (
            "text",
            "2. Payment of rent > 2.2 Late fee",
            "As section 2.2(a) provides, the fee is $40.",
        ),
    ]
    assert drawn_of(extracted) == ["1.", "2.", "2.1", "2.2", "(a)"]


def items(*places: int) -> list[str]:
    return [numbered("x", at=at) for at in places]


def numbers(levels: str, *places: int) -> list[str]:
    return drawn_of(with_lists({1: levels}, {1: "1"}, *items(*places)))


def test_deeper_levels_start_again_after_an_outer_item() -> None:
    assert numbers(LEGAL, 0, 1, 1, 2, 2, 1, 2, 0, 1) == [
        *("1.", "1.1", "1.2", "(a)", "(b)", "1.3", "(a)", "2.", "2.1"),
    ]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [("", ["1", "1.1", "2", "2.1"]), ("<w:lvlRestart w:val='0'/>", ["1", "1.1", "2", "2.2"])],
)
def test_a_level_may_go_on_over_outer_items(restart: str, expected: list[str]) -> None:
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2", restart)
    assert numbers(levels, 0, 1, 0, 1) == expected


def test_a_level_that_restarts_after_the_outermost_alone_goes_on_after_others() -> None:
    levels = (level(0, "decimal", "%1") + level(1, "decimal", "%2")
              + level(2, "decimal", "%3", "<w:lvlRestart w:val='1'/>"))  # fmt: skip
    assert numbers(levels, 0, 1, 2, 1, 2, 0, 1, 2) == ["1", "1", "1", "2", "2", "2", "1", "1"]


def test_the_number_of_an_outer_level_without_items_is_its_first() -> None:
    assert numbers(LEGAL, 1, 1) == ["1.1", "1.2"]


def test_legal_numbering_writes_all_levels_in_figures() -> None:
    article = level(0, "upperRoman", "Article %1.")
    section = level(1, "decimal", "Section %1.%2", "<w:isLgl/>")
    assert numbers(article + section, 0, 0, 1) == ["Article I.", "Article II.", "Section 2.1"]


def test_lists_of_one_definition_go_on_and_an_override_starts_again() -> None:
    levels = level(0, "decimal", "%1.")
    again = "1<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride>"
    places = [numbered("x", list_id) for list_id in (1, 1, 2, 3, 3, 1)]
    extracted = with_lists({1: levels}, {1: "1", 2: "1", 3: again}, *places)
    assert drawn_of(extracted) == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_an_override_may_replace_a_level() -> None:
    other = level(0, "lowerRoman", "(%1)", start=3)
    override = f"1<w:lvlOverride w:ilvl='0'>{other}</w:lvlOverride>"
    extracted = with_lists({1: level(0, "decimal", "%1.")}, {1: override}, *items(0, 0))
    assert drawn_of(extracted) == ["(iii)", "(iv)"]


@pytest.mark.parametrize("form", ["bullet", "aiueo"])
def test_bullets_and_unknown_forms_are_not_drawn(form: str) -> None:
    extracted = with_lists({1: level(0, form, "•")}, {1: "1"}, *items(0))
    assert (texts_of(extracted), drawn_of(extracted)) == (["x"], [])


def test_an_empty_paragraph_counts_and_a_deleted_one_does_not() -> None:
    deleted = (
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
        "<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    body = [numbered("one"), deleted, numbered("two"), numbered(""), numbered("four")]
    extracted = with_lists({1: level(0, "decimal", "%1.")}, {1: "1"}, *body)
    assert texts_of(extracted) == ["1. one", "2. two", "4. four"]


def test_a_number_without_space_touches_its_text() -> None:
    levels = level(0, "decimal", "§%1:", "<w:suff w:val='nothing'/>")
    assert texts_of(with_lists({1: levels}, {1: "1"}, *items(0))) == ["§1:x"]


def test_a_numbered_heading_is_no_title() -> None:
    heading = numbered("Definitions", style="Heading1")
    extracted = with_lists({1: LEGAL}, {1: "1"}, heading, paragraph("In this lease."))
    assert extracted.front.title is None
    assert extracted.blocks[1].section == "1. Definitions"


@pytest.mark.parametrize("text", ["Article %1.", "First.", "Part %1.", "No. %1."])
def test_a_sentence_keeps_its_number(text: str) -> None:
    body = [numbered("The tenant pays rent. It is due now.")]
    extracted: Extracted = with_lists({1: level(0, "upperRoman", text)}, {1: "1"}, *body)
    passages = split_sentences("lease", extracted.text, extracted.blocks)
    number = text.replace("%1", "I")
    assert [passage.quote for passage in passages] == [
        f"{number} The tenant pays rent.",
        "It is due now.",
    ]
    assert passages[0].drawn == ((0, len(number)),)
    assert passages[1].drawn == ()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimalZero", {1: "01", 12: "12"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV", 4000: "4000"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 28: "bb"}),
        ("ordinal", {1: "1st", 2: "2nd", 11: "11th", 23: "23rd"}),
        ("cardinalText", {1: "One", 20: "Twenty", 42: "Forty-two"}),
        ("ordinalText", {1: "First", 12: "Twelfth", 20: "Twentieth", 33: "Thirty-third"}),
        ("decimalEnclosedCircle", {3: "③"}),
        ("chicago", {1: "*", 4: "§", 5: "**"}),
        ("lowerRoman", {0: "0", 9: "ix"}),
    ],
)
def test_forms_of_numbers(form: str, expected: dict[int, str]) -> None:
    assert {number: numerals.WORD[form](number) for number in expected} == expected


def test_web_pages_count_letters_as_columns_of_a_sheet() -> None:
    letters = [numerals.WEB["lower-alpha"](number) for number in (1, 26, 27, 28, 702, 703)]
    assert letters == ["a", "z", "aa", "ab", "zz", "aaa"]
