from collections.abc import Sequence

import pytest

from service.citecheck.claims import verdict
from service.citecheck.claims.compare import Compared, Source, compare
from service.citecheck.claims.specifics import specifics
from service.citecheck.claims.verdict import Judged, Weighed, judge, support

CLAIM = "In 2011 it carried 30,000 cars."
WHOLE = "In 2011 the ferry carried 30,000 cars."
OTHER = "In 2011 the ferry carried 50,000 cars."
LACKING = "The ferry carried 30,000 cars."


def weighed(sentence: str, chance: float, near: float = 0.5) -> Weighed:
    compared: Sequence[Compared] = compare(CLAIM, Source(sentence), lambda _: "")
    return Weighed(tuple(compared), chance, near)


def judged(*some: Weighed) -> Judged:
    return judge(some, specifics(CLAIM))


def test_a_sentence_with_every_specific_above_the_limit_supports() -> None:
    found = judged(weighed(OTHER, 0.99), weighed(WHOLE, support().least))
    assert (found.verdict, found.best) == ("supported", 1)


def test_below_the_limit_no_support_is_claimed_and_the_chance_is_told() -> None:
    found = judged(weighed(WHOLE, support().least - 0.01))
    assert found.verdict == "no_support"
    assert f"{support().least - 0.01:.0%}" in found.message


def test_words_that_the_report_has_are_not_said_to_lack_support() -> None:
    found = judged(weighed(WHOLE, 0.8))
    assert "has every number, date and name of this and may support it" in found.message
    assert "No sentence" not in found.message


def test_of_an_unlikely_sentence_no_support_is_said_whatever_its_numbers() -> None:
    assert "No sentence is likely enough to support this" in judged(weighed(WHOLE, 0.1)).message


def test_a_sure_sentence_with_another_number_never_supports() -> None:
    found = judged(weighed(OTHER, 1.0))
    assert found.verdict == "differs"
    assert "“30,000”, the report “50,000”" in found.message


def test_a_sure_sentence_that_lacks_a_date_supports_in_part() -> None:
    found = judged(weighed(LACKING, 1.0))
    assert found.verdict == "partly"
    assert "“2011”" in found.message


def test_a_name_that_stands_only_in_the_sentence_before_is_named_as_lacking() -> None:
    claim = "The mine has Tonga as its sponsor."
    source = Source("It sponsored the mine.", "The islands of Tonga are small.")
    one = Weighed(tuple(compare(claim, source, lambda _: "")), 0.1, 0.9)
    found = judge([one], specifics(claim))
    assert found.verdict == "partly"
    assert found.message == "The nearest sentence lacks “Tonga”: compare the two."


def test_a_fiscal_year_is_told_from_a_calendar_year() -> None:
    claim = "It carried cars in 2011."
    one = Weighed(tuple(compare(claim, Source("It carried cars in FY2011."), lambda _: "")), 1, 1)
    found = judge([one], specifics(claim))
    assert found.verdict == "differs"
    assert "a fiscal year is not the calendar year" in found.message


def test_a_rounded_number_is_named() -> None:
    claim = "More than three of every five came."
    one = Weighed(tuple(compare(claim, Source("In all, 62% came."), lambda _: "")), 1.0, 1.0)
    found = judge([one], specifics(claim))
    assert found.verdict == "supported"
    assert "“three of every five” is rounded: the report has “62%”" in found.message


def test_the_verdict_rests_on_the_sentence_that_is_nearest_to_the_claim() -> None:
    found = judged(weighed(LACKING, 0.1, near=0.2), weighed(OTHER, 0.1, near=0.9))
    assert (found.verdict, found.best) == ("differs", 1)


@pytest.mark.parametrize("sentence", [OTHER, LACKING])
def test_a_sentence_on_something_else_neither_differs_nor_supports_in_part(sentence: str) -> None:
    found = judged(weighed(sentence, 0.1, near=0.15))
    assert found.verdict == "no_support"
    assert "No sentence is likely enough" in found.message


def test_without_sentences_there_is_no_support() -> None:
    assert judged().verdict == "no_support"


@pytest.mark.parametrize("word", ["contradict", "false", "wrong"])
def test_no_message_says_that_a_claim_is_contradicted(word: str) -> None:
    every = [
        judged(weighed(text, chance))
        for text in (WHOLE, OTHER, LACKING, "No.")
        for chance in (0, 1)
    ]
    assert not [one for one in every if word in one.message.lower()]


def test_support_is_worth_what_is_promised() -> None:
    assert support().precision >= 0.95
    assert 0 < support().least < 1
    assert verdict.SUPPORT_FILE.is_file()
