import pytest

from service.citecheck.claims.agreement import State
from service.citecheck.claims.compare import Compared, Source, compare
from service.citecheck.claims.named import held


def no_forms(_text: str) -> str:
    return ""


def states(claim: str, sentence: str, before: str = "", after: str = "") -> dict[str, State]:
    found = compare(claim, Source(sentence, before, after), no_forms)
    return {one.specific.text: one.state for one in found}


def differing(claim: str, sentence: str) -> list[tuple[str, str]]:
    found = compare(claim, Source(sentence), no_forms)
    return [
        (one.specific.text, one.other.text)
        for one in found
        if one.state is State.DIFFERS and one.other
    ]


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("It has 50,000 cars.", "It has fifty thousand cars."),
        ("It cost $1.6 billion.", "It cost 1.6 billion dollars."),
        ("It rose by 5 percent.", "It rose by 5%."),
        ("It ran in fiscal 2011.", "It ran in FY2011."),
        ("It opened in May 2011.", "It opened on May 2, 2011."),
        ("The Energy Department paid.", "The Department of Energy (DOE) paid."),
        ("The Pentagon paid.", "DOD paid."),
    ],
)
def test_one_value_in_two_forms_is_found(claim: str, sentence: str) -> None:
    assert set(states(claim, sentence).values()) == {State.FOUND}


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("About 60 percent came.", "In all, 62% came."),
        ("More than three of every five came.", "In all, 62% came."),
        ("Nearly 50 cars came.", "In all, 48 cars came."),
        ("Fewer than 50 cars came.", "In all, 48 cars came."),
        ("It cost $181 billion.", "It cost $181.4 billion."),
        ("Dozens of cars came.", "In all, 48 cars came."),
    ],
)
def test_a_number_may_be_rounded_as_it_says(claim: str, sentence: str) -> None:
    assert State.ROUNDED in states(claim, sentence).values()


@pytest.mark.parametrize(
    ("claim", "sentence", "pair"),
    [
        ("It carries 30,000 cars.", "It carries 50,000 cars.", ("30,000", "50,000")),
        ("About 30,000 cars came.", "In all, 50,000 cars came.", ("30,000", "50,000")),
        ("More than 40 cars came.", "In all, 38 cars came.", ("40", "38")),
        ("It cost $118.4 billion.", "It cost $181.4 billion.",
         ("$118.4 billion", "$181.4 billion")),
        ("It opened in 2013.", "It opened in 2018.", ("2013", "2018")),
        ("It ran in 2018.", "It ran in FY2018.", ("2018", "FY2018")),
        ("The Ninth Circuit upheld it.", "The First Circuit upheld it.",
         ("Ninth Circuit", "First Circuit")),
        ("Fewer than 50,000 people live in such places.",
         "Places have below 200,000 people.", ("50,000", "200,000")),
    ],
)  # fmt: skip
def test_another_value_in_the_same_place_differs(
    claim: str, sentence: str, pair: tuple[str, str]
) -> None:
    assert differing(claim, sentence) == [pair]


def test_a_value_that_nothing_stands_for_is_lacking() -> None:
    assert states("It carries 40 cars for Ada Lindqvale.", "It carries 40 cars.") == {
        "40": State.FOUND,
        "Ada Lindqvale": State.LACKING,
    }


def test_a_neighbour_may_hold_what_the_sentence_leans_on() -> None:
    found = states("The Hyuga carries nine.", "It carries nine.", before="The Hyuga is a ship.")
    assert set(found.values()) == {State.FOUND}


def test_a_value_of_a_neighbour_gives_way_to_another_in_the_sentence() -> None:
    [year] = [
        one
        for one in compare(
            "The law of 1966 brought in special packaging.",
            Source("In 1970, the law brought in special packaging.", "An older one is of 1966."),
            no_forms,
        )
        if one.specific.text == "1966"
    ]
    assert (year.state, year.other and year.other.text) == (State.DIFFERS, "1970")


def test_a_name_that_the_report_has_elsewhere_is_not_lacking() -> None:
    report = held("NASA asked for more.", no_forms)
    assert compare("NASA got 40 cars.", Source("It got 40 cars."), no_forms, lambda: report) == [
        Compared(one.specific, state, one.other, one.beside)
        for one, state in zip(
            compare("NASA got 40 cars.", Source("It got 40 cars."), no_forms),
            (State.CARRIED, State.FOUND),
            strict=True,
        )
    ]
