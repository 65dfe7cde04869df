from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.citecheck.claims.specifics import specifics
from service.citecheck.claims.values import Day, Kind, Rounding, Specific


def only(text: str, kind: Kind) -> Specific:
    found = [one for one in specifics(text) if one.kind is kind]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It carries 50,000 cars.", 50_000),
        ("It carries 50 000 cars.", 50_000),
        ("It carries 50\u202f000 cars.", 50_000),
        ("It carries fifty thousand cars.", 50_000),
        ("It carries two dozen cars.", 24),
        ("It carries a hundred and twenty cars.", 120),
        ("It carries 1.6 million cars.", 1_600_000),
        ("It took two decades.", 20),
        ("It took one year.", 1),
        ("It is twice as large.", 2),
    ],
)
def test_a_number_has_one_value_however_it_is_written(text: str, value: float) -> None:
    assert only(text, Kind.NUMBER).low == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["It cost $1.6 billion.", "It cost US$1.6 billion.", "It cost 1.6 billion dollars.",
     "it cost $ 1.6 billion ."],
)  # fmt: skip
def test_an_amount_of_money_has_one_value_however_it_is_written(text: str) -> None:
    assert only(text, Kind.MONEY).low == pytest.approx(1.6e9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It rose by 5%.", 5),
        ("It rose by 5 percent.", 5),
        ("It rose by five per cent.", 5),
        ("It lost half of them.", 50),
        ("It lost two-thirds of them.", 200 / 3),
        ("It lost a third of them.", 100 / 3),
        ("Nine in ten came back.", 90),
        ("Three of every five dollars went there.", 60),
        ("Three museums in every hundred are accredited.", 3),
    ],
)
def test_a_share_has_one_value_however_it_is_written(text: str, value: float) -> None:
    assert only(text, Kind.SHARE).low == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "rounding"),
    [
        ("It carries 40 cars.", Rounding.EXACT),
        ("It carries about 40 cars.", Rounding.ABOUT),
        ("It carries some 40 cars.", Rounding.ABOUT),
        ("It carries nearly 40 cars.", Rounding.BELOW),
        ("It carries more than 40 cars.", Rounding.OVER),
        ("It carries fewer than 40 cars.", Rounding.UNDER),
    ],
)
def test_the_words_before_a_number_round_it(text: str, rounding: Rounding) -> None:
    assert only(text, Kind.NUMBER).rounding is rounding


@pytest.mark.parametrize(
    ("text", "first", "last", "fiscal"),
    [
        ("It opened in 2011.", Day(2011), Day(2011), False),
        ("It opened on May 2, 2011.", Day(2011, 5, 2), Day(2011, 5, 2), False),
        ("It opened on 2 May 2011.", Day(2011, 5, 2), Day(2011, 5, 2), False),
        ("It opened in may 2011.", Day(2011), Day(2011), False),
        ("It opened in Sept. 2011.", Day(2011, 9), Day(2011, 9), False),
        ("It ran in FY2011.", Day(2011), Day(2011), True),
        ("It ran in fiscal 2011.", Day(2011), Day(2011), True),
        ("It ran in fiscal year 2011.", Day(2011), Day(2011), True),
        ("It ran in fiscal years 2011 through 2014.", Day(2011), Day(2014), True),
        ("It ran in 2019–20.", Day(2019), Day(2020), False),
        ("It ran in the 1990s.", Day(1990), Day(1999), False),
    ],
)
def test_a_date_is_as_precise_as_it_is_stated(
    text: str, first: Day, last: Day, *, fiscal: bool
) -> None:
    found = only(text, Kind.DATE)
    assert (found.first, found.last, found.fiscal) == (first, last, fiscal)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Energy Department told NASA's chief.", ["Energy Department", "NASA"]),
        ("Treasury Department rules apply.", ["Treasury Department"]),
        ("Road projects were half of them.", []),
        ("Mozambique asked Ada Lindqvale.", ["Mozambique", "Ada Lindqvale"]),
        ("Critical IRS systems were late.", ["IRS"]),
        ("It left in January.", []),
    ],
)
def test_a_name_is_words_with_capitals_but_for_the_first_word(text: str, names: list[str]) -> None:
    assert [one.text for one in specifics(text) if one.kind is Kind.NAME] == names


@pytest.mark.parametrize(
    "text",
    ["See section 7.", "Under Title 49 it may.", "The F-35 flew.", "It used 510(k) clearance.",
     "It is said so.[31]", "One of them came.", "It is a second look."],
)  # fmt: skip
def test_what_numbers_a_thing_counts_nothing(text: str) -> None:
    assert not [one for one in specifics(text) if one.kind in (Kind.NUMBER, Kind.SHARE)]


@given(st.text(alphabet="a 1250,.%$-–FYMayof inten hundredthird'’()[]é\n", max_size=80))
def test_a_specific_is_the_text_of_its_span_and_none_overlap(text: str) -> None:
    found = specifics(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
