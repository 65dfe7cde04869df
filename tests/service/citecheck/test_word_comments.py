from service.citecheck.output.word_comments import comments
from tests.service.citecheck.made import TEXT, checked_draft


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
    assert exact[1] == "Warning: The source goes on with “except”. “except on Sundays”"
    assert unchecked == ["? 4 not checked. Message of finding 4."]
