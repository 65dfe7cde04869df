import pytest

from index.words.terms import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How many U.S. troops are stationed in Japan?",
            ["mani", "us", "troop", "station", "japan"],
        ),
        ("the u.s . army's 50,000 men", ["us", "armi", "50000", "men"]),
        ("self-defense: 3.5% (P.L. 113-291)", ["self", "defens", "3.5", "pl", "113", "291"]),
        ("what is it?", []),
    ],
)
def test_terms_are_stemmed_and_common_words_left_out(text: str, expected: list[str]) -> None:
    assert [term.text for term in terms(text)] == expected


def test_terms_know_where_they_stand() -> None:
    text = "Dotted U.S. letters and 50,000 men."
    assert [text[term.start : term.end] for term in terms(text)] == [
        "Dotted",
        "U.S.",
        "letters",
        "50,000",
        "men",
    ]
