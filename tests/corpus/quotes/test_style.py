from pathlib import Path

import pytest

from corpus.quotes.style import SourceStyle, line_form, style_of
from corpus.report import Block

ALLIANCE = Path(__file__).parents[3] / "corpus" / "reports" / "us-japan-alliance.txt"


def test_our_report_is_lower_cased_and_tokenised() -> None:
    assert style_of(ALLIANCE.read_text(encoding="utf-8")) == SourceStyle(
        lower_cased=True, tokenised=True
    )


def test_a_text_in_capitals_is_not_lower_cased() -> None:
    assert style_of("THE PLAN IS GOOD") == SourceStyle()
    assert style_of("the plan is good").lower_cased


@pytest.mark.parametrize(
    ("text", "dots", "spaces"),
    [
        ("50.000 men, 1.250.000 men, 3.000 men", True, False),
        ("50.000 men and 3.000 men", False, False),
        ("50.000 men, 1.250.000 men, 3.000 men, 4,000 men", False, False),
        ("p was 0.123, 0.456 and 0.789", False, False),
        ("50 000 men, 1 250 000 men, 3\u202f000 men", False, True),
        ("50 000 men, 1 250 000 men, 3 000 men and 4,000", False, False),
        ("1.5 and 2.25 and 3.5 and 4.5", False, False),
    ],
)
def test_the_grouping_of_digits_is_what_the_report_uses(
    text: str, dots: bool, spaces: bool
) -> None:
    found = style_of(text)
    assert (found.dot_groups, found.space_groups) == (dots, spaces)


PAGE = "The plan has many parts, and\n{}\nthe rest is good.\n"


def _paged(*lines: str) -> frozenset[str]:
    return style_of("".join(PAGE.format(line) for line in lines)).furniture - {
        "The plan has many parts, and", "the rest is good."
    }  # fmt: skip


def test_a_line_that_repeats_between_the_lines_is_furniture() -> None:
    assert _paged("Review 1", "Review 2", "Review  3") == {"Review #"}
    assert _paged("1", "2", "3") == {"#"}
    assert _paged("Budget Review", "Budget Review", "Budget Review") == {"Budget Review"}


@pytest.mark.parametrize(
    "lines",
    [
        ("Review 1", "Review 2"),
        ("Review 1", "Review 3", "Review 2"),
        ("Review 2", "Review 2", "Review 2"),
        ("Good work.",) * 3,
        ("Good work,",) * 3,
        ("unless waived",) * 3,
        ("Not here",) * 3,
        ("Unless waived",) * 3,
        ("and so on",) * 3,
        ("A" * 121,) * 3,
    ],
)
def test_other_lines_are_words_of_the_text(lines: tuple[str, ...]) -> None:
    assert _paged(*lines) == frozenset()


def test_a_long_line_may_be_a_running_head() -> None:
    assert _paged(*("A" * 120,) * 3) == {"A" * 120}


def test_a_running_head_of_a_lower_cased_report_starts_with_a_small_letter() -> None:
    assert style_of("the plan and\nreview 1\nis good\nreview 2\nand new\nreview 3\n").furniture == {
        "review #"
    }


def test_notes_and_sections_come_from_the_parts_of_the_report() -> None:
    text = "Start. 12 See here. [3] See there. * See. End."
    places = {name: text.index(name) for name in ("Start", "12", "[3]", "*", "End")}
    parts = [
        Block(places["Start"], places["12"], section="One"),
        Block(places["12"], places["[3]"], section="One", kind="note"),
        Block(places["[3]"], places["*"], section="Two", kind="note"),
        Block(places["*"], places["End"], section="Two", kind="note"),
        Block(places["End"], len(text), section=None),
    ]
    found = style_of(text, iter(parts))
    assert found.notes == {"12", "3"}
    assert found.sections == (places["[3]"], places["End"])


def test_a_line_form_has_its_numbers_as_one_sign() -> None:
    assert line_form("  Page 12  of 30 ") == "Page # of #"
