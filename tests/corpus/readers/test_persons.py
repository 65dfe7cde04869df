"""Statements of authors, as files make them."""

import pytest

from corpus.readers.persons import are_printed, natural_order, person_names


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Kelsi Bracmort", ["Kelsi Bracmort"]),
        ("Ann B. Lee, Bo van Dam, and Cy Orr, Jr.", ["Ann B. Lee", "Bo van Dam", "Cy Orr, Jr."]),
        ("Ann Lee and Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Casey, Christopher A.; van Dam, Bo", ["Casey, Christopher A.", "van Dam, Bo"]),
        ("Crane-Hirsch, Audrey Celeste", ["Crane-Hirsch, Audrey Celeste"]),
        ("Van Horn, Diane P.", ["Van Horn, Diane P."]),
        ("King, Martin Luther, Jr.", ["King, Martin Luther, Jr."]),
        ("Robert S. Mueller, III", ["Robert S. Mueller, III"]),
        ("John Smith, Ph.D.", ["John Smith"]),
        ("Éric O’Neil; J.R. Ames; Ursula K. Le Guin", ["Éric O’Neil", "J.R. Ames",
                                                      "Ursula K. Le Guin"]),
    ],
)  # fmt: skip
def test_names_are_taken_as_written(stated: str, names: list[str]) -> None:
    assert person_names(stated) == tuple(names)


@pytest.mark.parametrize(
    "stated",
    [
        "", ";", "Tara", "ADMS", "anonymous", "jsmith", "JOHN SMITH", "python-docx",
        "Microsoft Word", "Default User", "HP Laptop", "World Bank", "U.S. EPA", "tara@example.org",
        "U.S. Government Accountability Office, http://www.gao.gov", "Smith, John, Doe, Jane",
        "Ann Lee, Office of the Director", "Ann Lee; the editors", "Ann Lee 2", "Ann\x07 Lee",
        "; ".join(["Ann Lee"] * 51), "A" * 5000, "A" + "a" * 5000 + " Lee",
    ],
)  # fmt: skip
def test_what_may_be_no_person_is_no_author(stated: str) -> None:
    assert person_names(stated) == ()


def test_an_inverted_name_is_turned_back() -> None:
    assert natural_order("Horn, Diane P.") == "Diane P. Horn"
    assert natural_order("King, Martin Luther, Jr.") == "Martin Luther King Jr."
    assert natural_order("Martin Luther King, Jr.") == "Martin Luther King, Jr."


def test_a_name_is_printed_where_a_line_starts_with_it() -> None:
    lines = ["Diane P. Horn, Specialist", "We thank Ann Lee.", "Ann Leeson"]
    assert are_printed(["Horn, Diane P."], lines)
    assert not are_printed(["Diane P. Horn", "Ann Lee"], lines)
