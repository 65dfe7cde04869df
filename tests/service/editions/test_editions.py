"""Sentences as editions compare them."""

import pytest

from corpus.report import Passage
from service.editions.alignment import align
from service.editions.editions import edition_sentence


def printed(*lines: str, drawn: str = "") -> Passage:
    """Return the passage of lines of a page; what is drawn comes first."""
    start, starts = 100 + len(drawn), []
    for line in lines:
        starts.append(start)
        start += len(line)
    quote = drawn + "".join(lines)
    marks = ((100, 100 + len(drawn)),) if drawn else ()
    return Passage(
        "r", 1, 100, 100 + len(quote), quote, (1, 1), line_starts=tuple(starts), drawn=marks
    )


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("The self-", "inflicted wound."), "The self-\ninflicted wound."),
        (("The self", "inflicted wound."), "The self-\ninflicted wound."),
        (("The anti-", "American law."), "The anti-American law."),
        (("The open ", "wound."), "The open wound."),
        (("The ", "open ", "wound."), "The open wound."),
        (("In 19", "99."), "In 1999."),
        (("港", "口"), "港口"),
        (("The open wound.",), "The open wound."),
    ],
)
def test_a_divided_word_is_told(lines: tuple[str, ...], whole: str) -> None:
    found = edition_sentence(printed(*lines))
    assert (found.quote, found.whole) == ("".join(lines), whole)
    assert found.compared == whole


def test_what_a_program_draws_is_not_compared() -> None:
    assert edition_sentence(printed("The open wound.", drawn="1. ")).compared == "The open wound."


def test_a_hyphen_before_a_capital_stays() -> None:
    one = edition_sentence(printed("The C-", "CPI-U rose.")).compared
    assert align([one], ["The C-CPI-U rose."]).changed == ()


@pytest.mark.parametrize("other", ["The self-inflicted wound.", "The selfinflicted wound."])
def test_a_word_that_a_page_divides_is_the_same_word(other: str) -> None:
    for lines in (("The self-", "inflicted wound."), ("The self", "inflicted wound.")):
        one = edition_sentence(printed(*lines)).compared
        assert align([one], [other]).changed == ()
        assert align([other], [one]).changed == ()
