"""Titles that are printed in capitals."""

import pytest

from corpus.text.titles import in_sentence_case, in_title_case


@pytest.mark.parametrize(
    ("title", "set_title"),
    [
        (
            "MANAGING FOR RESULTS: Enhancing Agency Use",
            "Managing for Results: Enhancing Agency Use",
        ),
        ("BREASTFEEDING: Some Strategies", "Breastfeeding: Some Strategies"),
        ("U.S.-IRAN CEASEFIRE: WHAT TO LOOK FOR", "U.S.-Iran Ceasefire: What to Look For"),
        ("THE AGENCY'S USE OF E15 IN PHASE II", "The Agency's Use of E15 in Phase II"),
        ("NASA AND THE FAA", "NASA and the FAA"),
        ("UPON ARRIVAL", "Upon Arrival"),
        ("DIE ÜBERFAHRT", "Die Überfahrt"),
    ],
)
def test_a_title_in_capitals_is_set_in_title_case(title: str, set_title: str) -> None:
    assert in_title_case(title) == set_title


@pytest.mark.parametrize(
    "title",
    ["", "A", "12", "FEMA", "FEMA: Recent Developments", "Year-Round Sale of E15", "a small title",
     "R&D at NASA", "OECD-UN"],
)  # fmt: skip
def test_any_other_title_stays_as_printed(title: str) -> None:
    assert in_title_case(title) == in_sentence_case(title) == title


def test_a_title_is_set_in_sentence_case_where_nothing_shows_its_capitals() -> None:
    assert in_sentence_case("HARBOR PLANS: PHASE II OF NASA") == "Harbor plans: Phase II of NASA"
    assert in_sentence_case("HARBOR PLANS: Phase Two") == "Harbor Plans: Phase Two"
