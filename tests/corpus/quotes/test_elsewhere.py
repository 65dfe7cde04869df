from itertools import accumulate

import pytest

from corpus.quotes.anchors import anchors_of
from corpus.quotes.elsewhere import found_again, in_other_typography
from corpus.report import Passage

TEXT = "It is not able to go. It is no ta-\nble to go. It is “no table” to go."


def test_words_are_found_at_the_first_place_where_only_typography_differs() -> None:
    found = in_other_typography("is no table to", TEXT, ())
    assert found is not None
    assert TEXT[found.start : found.end] == "is no ta-\nble to"
    assert {each.rule for each in found.differences} == {"line-end hyphen"}


def test_words_that_differ_are_not_found() -> None:
    assert in_other_typography("is no tables to", TEXT, ()) is None
    assert in_other_typography("no tabl e to", TEXT, ()) is None
    assert in_other_typography("…", TEXT, ()) is None


SENTENCES = ("The plan is not new.", "The plan is “good”.", "The plan is not new.")
REPORT = "\n".join(SENTENCES)


def _passages(*sentences: str) -> list[Passage]:
    ends = list(accumulate(len(one) + 1 for one in sentences))
    starts = [0, *ends]
    return [
        Passage("report", number, start, start + len(quote), quote, (number, number))
        for number, (start, quote) in enumerate(zip(starts, sentences, strict=False), start=1)
    ]


def _found(quote: str, anchor: str | None = None) -> tuple[bool, str]:
    passages = _passages(*SENTENCES)
    return found_again(quote, anchor, REPORT, passages, anchors_of(passages))


@pytest.mark.parametrize(
    ("quote", "found", "reason"),
    [
        ("The plan is not new.", True, "the quote is now at 0 to 20, sentence 1"),
        ("is not new", True, "the quote is now at 9 to 19"),
        ('The plan is "good".', True, ("the sentence is now at 21 to 40, sentence 2, in another "
         "typography (quotation marks)")),
        ('is "good"', True, ("the quote is now at 30 to 39, in another typography "
         "(quotation marks)")),
        ("The plan is now new.", False, "the source does not contain the quote"),
    ],
)  # fmt: skip
def test_a_quote_is_found_again_with_its_place_and_its_differences(
    quote: str, found: bool, reason: str
) -> None:
    assert _found(quote) == (found, reason)


def test_the_anchor_chooses_among_like_sentences() -> None:
    anchor = anchors_of(_passages(*SENTENCES))[2]
    assert _found("The plan is not new.", anchor) == (
        True, "the quote is now at 41 to 61, sentence 3"
    )  # fmt: skip


def test_a_sentence_that_only_the_anchor_knows_as_the_same_names_its_differences() -> None:
    assert _found("the plan is not NEW.") == (
        False, "the sentence is now at 0 to 20, sentence 1, and differs: first letter's case, case"
    )  # fmt: skip
