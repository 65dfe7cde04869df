"""Quotations, citations and claims of a draft, with what belongs to what."""

import pytest

from service.citecheck.units import Units, units
from tests.service.citecheck.drafts import draft


def found(text: str, suffix: str = ".md") -> Units:
    read = draft(text, suffix)
    result = units(read)
    for one in result.quotations:
        assert read.text[one.start : one.end] == one.text
    for reference in result.references:
        assert read.text[reference.start : reference.end] == reference.text
    return result


def sources(text: str, suffix: str = ".md") -> dict[str, list[str]]:
    """Return the quotations of a draft with the texts of their references."""
    result = found(text, suffix)
    return {
        one.text: [result.references[at].text for at in one.references] for one in result.quotations
    }


def claims(text: str, suffix: str = ".md") -> dict[str, list[str]]:
    """Return the claims of a draft with the texts of their references."""
    read = draft(text, suffix)
    result = units(read)
    return {
        read.text[one.start : one.end]: [result.references[at].text for at in one.references]
        for one in result.claims
    }


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the bridge", "term"),
        ("self-defense force’s", "term"),
        ("the bridge is", "quotation"),
        ("日本", "term"),
        ("日本の防衛力", "quotation"),
    ],
)
def test_fewer_than_three_words_are_a_term(words: str, kind: str) -> None:
    assert [one.kind for one in found(f"He calls it “{words}” there.").quotations] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The report “Bridges of Northern Counties” says little.", "term"),
        ("It says “Bridges of Northern Counties” are old.", "quotation"),
        ("The report “bridges of northern counties” says little.", "quotation"),
        ("It is old.[^1]\n\n[^1]: A. Lee, “Bridges of Northern Counties,” 2005.", "term"),
        ("It is old.[^1]\n\n[^1]: A. Lee, p. 2 (“the bridges are old”).", "quotation"),
    ],
)
def test_the_title_of_a_work_is_a_term(text: str, kind: str) -> None:
    assert [one.kind for one in found(text).quotations] == [kind]


def test_a_note_belongs_to_the_quotation_before_it_in_its_sentence() -> None:
    text = (
        "He says “the bridge is old,”[^1] and “it is closed now.”[^2] Others say “it fell again.”"
        "\n\n[^1]: First.\n\n[^2]: Second."
    )
    assert sources(text) == {
        "the bridge is old,": ["First."],
        "it is closed now.": ["Second."],
        "it fell again.": [],
    }


def test_quotations_that_share_a_note_all_have_it() -> None:
    text = "He says “the bridge is old” and “it is closed now.”[^1]\n\n[^1]: First."
    assert sources(text) == {"the bridge is old": ["First."], "it is closed now.": ["First."]}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He says “the bridge is old” (RL33740, p. 4).", "(RL33740, p. 4)"),
        ("He says “the bridge is old” (GAO 2005).", "(GAO 2005)"),
        ("He says “the bridge is old” (see Smith and Lee, 2005a, pp. 4-5).",
         "(see Smith and Lee, 2005a, pp. 4-5)"),
        ("He says “the bridge is old” [3].", "[3]"),
        ("He says “the bridge is old” [@lee2005, p. 4].", "[@lee2005, p. 4]"),
        ("He says “the bridge is old” (ibid.).", "(ibid.)"),
        ("He says “the bridge is old” (supra note 3).", "(supra note 3)"),
        ("He says “the bridge is old.” (GAO-06-282, p. 4) It is.", "(GAO-06-282, p. 4)"),
        ("GAO (2005) says “the bridge is old. It is closed.”", "GAO (2005)"),
        ("RL33740 says “the bridge is old” again.", "RL33740"),
        ("He says “the bridge is old” at https://example.org/bridge.", "https://example.org/bridge"),
    ],
)  # fmt: skip
def test_a_citation_in_the_text_belongs_to_the_quotation_of_its_sentence(
    text: str, source: str
) -> None:
    assert list(sources(text).values()) == [[source]]


@pytest.mark.parametrize(
    "text",
    [
        "It says “the bridge is old” (May 2005).",
        "It says “the bridge is old” (in the north).",
        "It says “the bridge is old” after the war (1991).",
        "It says “[t]he bridge (p. 4) is old” and [it] is.",
        "It says “the bridge is old” (FY 2005).",
    ],
)
def test_other_brackets_are_no_citation(text: str) -> None:
    assert found(text).references == ()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("> The bridge is old.[^1]\n\n[^1]: First.", "First."),
        ("> “The bridge is old.” (RL33740, p. 4)\n\nSo it is.", "(RL33740, p. 4)"),
        ("> The bridge is old.\n\n(RL33740, p. 4)\n\nSo it is.", "(RL33740, p. 4)"),
        ("> The bridge is old.\n>\n> — CRS, 2016\n\nSo it is.", "— CRS, 2016"),
        ("The report says so:[^1]\n\n> The bridge is old.\n\n[^1]: First.", "First."),
    ],
)
def test_a_block_quotation_has_the_source_at_its_end_or_of_what_introduces_it(
    text: str, source: str
) -> None:
    result = found(text)
    assert [(one.kind, one.text) for one in result.quotations] == [("block", "The bridge is old.")]
    named = [result.references[at].text for at in result.quotations[0].references]
    assert named == [source]


def test_paragraphs_of_one_block_quotation_share_its_source() -> None:
    text = "> The bridge is old.\n>\n> It is closed now.[^1]\n\nSo it is.\n\n[^1]: First."
    assert sources(text) == {"The bridge is old.": ["First."], "It is closed now.": ["First."]}


def test_words_that_a_note_quotes_have_the_note() -> None:
    text = "It is old.[^1]\n\n[^1]: RL33740, p. 4 (“the bridge is old”)."
    assert sources(text) == {"the bridge is old": ["RL33740, p. 4 (“the bridge is old”)."]}


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge cost $4 million.",
        "It has thirty thousand users.",
        "It was closed in May.",
        "The work was done by Jane Lee.",
        "Japan paid for it.",
        "It was built by the USACE.",
    ],
)
def test_a_sentence_with_a_number_a_date_or_a_name_is_a_claim(sentence: str) -> None:
    assert claims(f"# Title\n\nAnd so it is. {sentence} They know.") == {sentence: []}


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge is old.",
        "Did it cost $4 million?",
        "The report says “it cost $4 million then” there.",
        "To: Members of the committee",
        "Date: 3 March 2026",
    ],
)
def test_other_sentences_are_none(sentence: str) -> None:
    assert claims(f"# Title of 2026\n\n{sentence}\n\nAll know.") == {}


def test_a_claim_has_the_notes_of_its_sentence_and_stands_without_its_citation() -> None:
    text = "It cost $4 million[^1] in all.[^2] It is old (RL33740, p. 4).\n\n[^1]: A.\n\n[^2]: B."
    assert claims(text) == {
        "It cost $4 million in all.": ["A.", "B."],
        "It is old": ["(RL33740, p. 4)"],
    }


def test_a_sentence_that_quotes_is_a_claim_where_it_states_a_number_besides() -> None:
    text = "It cost $4 million and is “an old bridge now” here. Jane Lee says “it is very old”."
    assert list(claims(text)) == ["It cost $4 million and is “an old bridge now” here."]


def test_what_a_note_says_itself_is_a_claim_and_what_it_only_cites_is_none() -> None:
    text = (
        "It is old.[^1]\n\n[^1]: Jane Lee, Bridges (2005), p. 4. The figure excludes some 300 "
        "bridges of the towns."
    )
    assert "The figure excludes some 300 bridges of the towns." in claims(text)
    assert not any("p. 4" in claim for claim in claims(text))


def test_numbers_that_the_program_draws_make_no_claim() -> None:
    assert claims("<ol><li>The bridge is old.</li><li>It cost $4.</li></ol>", ".html") == {
        "2. It cost $4.": []
    }


def test_a_list_of_works_makes_no_claims() -> None:
    assert claims("It is old.\n\n# References\n\nLee, Jane. Bridges of 2005. London.") == {}


def test_marks_without_a_partner_are_listed() -> None:
    result = found("He says “the bridge is old.\n\nSo it is.")
    assert result.unclosed == ((8, 9),)


@pytest.mark.parametrize(
    ("aside", "is_citation"),
    [
        ("(Mueller report)", True),
        ("(see the Mueller Report, p. 4)", True),
        ("(Earth Day study)", True),
        ("(the report)", False),
        ("(The Report)", False),
        ("(a report of boats)", False),
        ("(Mueller reports that)", False),
        ("(as the Mueller report said of them all)", False),
    ],
)
def test_a_short_title_in_brackets_is_a_citation(aside: str, is_citation: bool) -> None:
    references = found(f"It carried 40 cars {aside}.").references
    assert [one.text for one in references] == ([aside] if is_citation else [])


TABLES = """The pier costs much.

| Pier | Cost |
| --- | --- |
| south | $5 million |
| of wood | none |
| north (RL33740) | 6 boats |

Then it closed in 2020.

| a | b |
| --- | --- |
| old | new |
"""


def test_the_rows_of_a_table_that_state_something_are_counted_and_are_no_claims() -> None:
    result = found(TABLES)
    (rows,) = result.rows
    text = draft(TABLES).text
    assert "$5 million" in text[rows.start : rows.end]
    assert "6 boats" not in text[rows.start : rows.end]
    assert rows.count == 2
    assert list(claims(TABLES)) == ["Then it closed in 2020."]


def test_a_row_that_quotes_and_cites_states_nothing_itself() -> None:
    quoted = "| a | b |\n| --- | --- |\n| “it carries 40 cars now” | (RL33740) |\n"
    assert not found(quoted).rows
    assert [one.text for one in found(quoted).quotations] == ["it carries 40 cars now"]
