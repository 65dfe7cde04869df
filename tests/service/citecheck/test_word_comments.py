from dataclasses import replace

import pytest

from service.citecheck.findings import ClaimVerdict, WarningInfo
from service.citecheck.output.word_comments import comments
from tests.service.citecheck.made import TEXT, checked_draft, source


def test_each_judged_finding_is_a_comment_on_its_words() -> None:
    found = comments(checked_draft())
    assert [TEXT[one.start : one.end] for one in found] == [
        "the ferry to Kestrel Bay leaves at ten.",
        "It carries 50 cars, too.",
        "Children travel free of charge",
        "=HYPERLINK(1) is not here at all",
    ]


def test_a_comment_says_verdict_difference_warning_and_source() -> None:
    altered, differs, exact, unchecked = (
        one.text.splitlines() for one in comments(checked_draft())
    )
    assert altered == [
        "✗ 1 altered. Message of finding 1.",
        "word: “ten” here, “nine” in the source",
        "Source: “The ferry to Kestrel Bay leaves at nine.” The Ferry (FB-7), 2016, sentence 1",
    ]
    assert differs[1].startswith("Compare: “It carries forty cars.”")
    assert exact[0].startswith("✓! 3 exact.")  # a warning: not right alone
    assert exact[1] == "Warning: The source goes on with “except”. “except on Sundays”"
    assert unchecked == ["? 4 not checked. Message of finding 4."]


@pytest.mark.parametrize(
    ("verdict", "label", "compared"), [("supported", "Source", 0), ("no_support", "Nearest", 3)]
)
def test_a_comment_shows_few_sentences_of_many(
    verdict: ClaimVerdict, label: str, compared: int
) -> None:
    checked = checked_draft()
    places = [source(f"It carries {number} cars.", number, number) for number in range(5)]
    one = replace(
        checked.findings[0],
        verdict=verdict,
        differences=(),
        warnings=(WarningInfo("goes_on", "The source goes on with “but”.", "but"),),
        source=places[0],
        nearest=tuple(places[1:]),
    )
    (comment,) = comments(replace(checked, findings=(one,)))
    lines = comment.text.splitlines()[1:]
    assert lines[0] == "Warning: The source goes on with “but”."
    assert lines[1].startswith(f"{label}: “It carries 0 cars.”")
    assert [line.partition(":")[0] for line in lines[2:]] == ["Compare"] * compared
