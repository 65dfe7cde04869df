import pytest

from index.words.terms import terms, whole_words


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
        ("Zoë Müller’s oﬃces in ŁÓDŹ", ["zoe", "muller", "offic", "lodz"]),
        ("cafe\u0301s and co\u00adopera\u00adtion in ２０１６", ["cafe", "cooper", "2016"]),
        ("10⁶ and 3½", ["10", "⁶", "3", "½"]),  # other numbers than 106 and 31
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


def test_terms_of_folded_text_stand_on_whole_characters_of_the_source() -> None:
    text = "Cafe\u0301s, oﬃces and co\u00adopera\u00adtion of Müller."
    assert [text[term.start : term.end] for term in terms(text)] == [
        *("Cafe\u0301s", "oﬃces", "co\u00adopera\u00adtion", "Müller"),
    ]


def test_whole_words_keep_their_accents_and_lose_what_only_typesetting_put_in() -> None:
    text = "Zoe\u0308’s oﬃce; co\u00adopera\u00adtion, 10⁶"
    assert whole_words(text) == ["zoë", "s", "office", "cooperation"]
