from decimal import Decimal

import pytest

from index.words.figure import Comparison, Figure, compare
from index.words.figures import figures

Expected = tuple[str, str, str, str, str | None]
"""Words, kind, value or range, unit and rounding of a figure."""


def read(text: str) -> list[Expected]:
    return [
        (text[one.start : one.end], one.kind, value(one), one.unit, one.approximate)
        for one in figures(text)
    ]


def value(one: Figure) -> str:
    ends = dict.fromkeys([one.low, one.high])
    return "-".join(f"{end.normalize():f}" for end in ends)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 50,000 u.s. troops", [("50,000", "count", "50000", "", "about")]),
        ("50\u202f000 men", [("50\u202f000", "count", "50000", "", None)]),
        ("50 000 men", [("50 000", "count", "50000", "", None)]),
        ("fifty thousand men", [("fifty thousand", "count", "50000", "", None)]),
        ("twenty-five", [("twenty-five", "count", "25", "", None)]),
        ("two thousand and five", [("two thousand and five", "count", "2005", "", None)]),
        ("two and a half million", [("two and a half million", "count", "2500000", "", None)]),
        ("half a million", [("half a million", "count", "500000", "", None)]),
        ("two dozen eggs", [("two dozen", "count", "24", "", None)]),
        ("1½ cups", [("1½", "count", "1.5", "", None)]),
        ("zero", [("zero", "count", "0", "", None)]),
        ("more than 2000 ships", [("2000", "count", "2000", "", "over")]),
        ("some 300 or more", [("300", "count", "300", "", "about")]),
        ("300 or more", [("300", "count", "300", "", "over")]),
        ("no more than five", [("five", "count", "5", "", "under")]),
        ("fell by -3", [("-3", "count", "-3", "", None)]),
        ("(10.0)", [("10.0", "count", "-10", "", None)]),
        ("one ship", [("one", "count", "1", "", None)]),
        ("5 per 100,000 people", [("5 per 100,000", "count", "5", " per 100,000", None)]),
    ],
)
def test_counts_are_read_in_digits_and_words(text: str, expected: list[Expected]) -> None:
    assert [one[1:] for one in read(text)] == [one[1:] for one in expected]
    assert [one[0].split(" people")[0] for one in read(text)] == [one[0] for one in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1.6 billion", [("$1.6 billion", "money", "1600000000", "$", None)]),
        ("$1,600 million", [("$1,600 million", "money", "1600000000", "$", None)]),
        ("$ 1.6 billion", [("$ 1.6 billion", "money", "1600000000", "$", None)]),
        ("US$5m", [("US$5m", "money", "5000000", "$", None)]),
        ("1.6 billion dollars", [("1.6 billion dollars", "money", "1600000000", "$", None)]),
        ("40 cents", [("40 cents", "money", "0.4", "$", None)]),
        ("€3bn a year", [("€3bn a year", "money", "3000000000", "€ per year", None)]),
        ("12.5 per cent", [("12.5 per cent", "percent", "12.5", "percent", None)]),
        ("12.5%", [("12.5%", "percent", "12.5", "percent", None)]),
        ("3 percentage points", [("3 percentage points", "points", "3", "percentage point", None)]),
        ("a 20-year lease", [("20-year", "measure", "240", "month", None)]),
        ("6 weeks", [("6 weeks", "measure", "3628800", "second", None)]),
        ("42 days", [("42 days", "measure", "3628800", "second", None)]),
        ("5 km", [("5 km", "measure", "5000", "metre", None)]),
        ("30 miles per hour", [("30 miles per hour", "measure", "30", "miles per hour", None)]),
        ("9 square miles", [("9 square miles", "measure", "9", "square mile", None)]),
    ],
)
def test_money_percent_and_measures_have_their_unit(text: str, expected: list[Expected]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 10 and 15 percent", [("10 and 15 percent", "percent", "10-15", "percent", None)]),
        ("10-15 km", [("10-15 km", "measure", "10000-15000", "metre", None)]),
        ("$10 to 15 billion",
         [("$10 to 15 billion", "money", "10000000000-15000000000", "$", None)]),
        ("$10 to $15 billion",
         [("$10 to $15 billion", "money", "10000000000-15000000000", "$", None)]),
        ("two to three million", [("two to three million", "count", "2000000-3000000", "", None)]),
        ("rose from 10 to 15 percent",
         [("10", "percent", "10", "percent", None),
          ("15 percent", "percent", "15", "percent", None)]),
        ("10, 12 and 15 percent",
         [("10", "percent", "10", "percent", None), ("12", "percent", "12", "percent", None),
          ("15 percent", "percent", "15", "percent", None)]),
        ("30 ships and 15 percent",
         [("30", "count", "30", "", None), ("15 percent", "percent", "15", "percent", None)]),
    ],
)  # fmt: skip
def test_ranges_and_lists_share_unit_and_scale(text: str, expected: list[Expected]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2012", [("2012", "year", "2012", "", None)]),
        ("mid-2012", [("2012", "year", "2012", "", None)]),
        ("fiscal year 2012", [("fiscal year 2012", "year", "2012", "fiscal", None)]),
        ("FY2012", [("FY2012", "year", "2012", "fiscal", None)]),
        ("2010-2012", [("2010-2012", "year", "2010-2012", "", None)]),
        ("2012–13", [("2012–13", "year", "2012-2013", "", None)]),
        ("May 3, 2010", [("May 3, 2010", "date", "20100503", "day", None)]),
        ("august 12 , 2010", [("august 12 , 2010", "date", "20100812", "day", None)]),
        ("2010-05-03", [("2010-05-03", "date", "20100503", "day", None)]),
        ("4 June", [("4 June", "date", "604", "month day", None)]),
        ("may 2012", [("may 2012", "date", "201205", "month", None)]),
        ("it may 20 times", [("20", "count", "20", "", None)]),
        ("2012 dollars", [("2012 dollars", "money", "2012", "$", None)]),
    ],
)
def test_years_and_dates_are_no_counts(text: str, expected: list[Expected]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Section 5 and Table 3",
        "P.L. 110-181 and H.R. 1234",
        "GAO-05-927 on the F-35 and COVID-19",
        "at 10:30, 24/7",
        "3.5.1 Basing",
        "the troops.5 The others [12]",
        "the 5th fleet in the 1960s",
        "one of them, and no one",
        "12) Basing",
        "nothing",
        "",
    ],
)
def test_labels_and_names_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("about 50,000", "50,200", "explained"),
        ("about 50,000", "54,000", "different"),
        ("50,000", "50,200", "explained"),
        ("50,000", "54,000", "different"),
        ("about 50,000", "about 50,000", "same"),
        ("more than 50,000", "54,000", "explained"),
        ("more than 50,000", "49,000", "different"),
        ("at least 50,000", "more than 60,000", "explained"),
        ("up to 90 days", "60 days", "explained"),
        ("up to 90 days", "120 days", "different"),
        ("$1.6 billion", "$1,600 million", "same"),
        ("$1.6 billion", "$1,612 million", "explained"),
        ("$1.6 billion", "$1.7 billion", "different"),
        ("6 weeks", "42 days", "same"),
        ("20 years", "21 years", "different"),
        ("33 percent", "33.3%", "explained"),
        ("12.5%", "12.4%", "different"),
        ("10 to 15 percent", "12 percent", "explained"),
        ("10 to 15 percent", "14 to 20 percent", "explained"),
        ("10 to 15 percent", "16 to 20 percent", "different"),
        ("10 to 15 percent", "20 percent", "different"),
        ("16", "17", "different"),
        ("12 percent", "12", "incomparable"),
        ("$5", "€5", "incomparable"),
        ("$5 a year", "$5", "incomparable"),
        ("5 km", "5 miles", "incomparable"),
        ("2012", "fiscal 2012", "incomparable"),
        ("2012", "2013", "different"),
        ("May 3, 2010", "2010-05-03", "same"),
    ],
)
def test_only_what_stated_rounding_leaves_is_different(
    one: str, other: str, expected: Comparison
) -> None:
    (first,), (second,) = figures(one), figures(other)
    assert compare(first, second) == compare(second, first) == expected


def test_a_figure_knows_its_middle_and_its_place() -> None:
    text = "It grew by between 10 and 15 percent in 2012."
    growth, year = figures(text)
    assert (growth.middle, year.middle) == (Decimal("12.5"), Decimal(2012))
    assert text[growth.start : growth.end] == "10 and 15 percent"
