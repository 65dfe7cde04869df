"""The words that two sentences have, or one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.editions.word_diff import Piece, word_diff

texts = st.lists(
    st.sampled_from(["a", "bee", "12", "13.5", "twelve", ",", "“", "é", "-"]), max_size=8
).map(" ".join)


def test_the_words_and_the_number_that_differ_are_told() -> None:
    assert word_diff("It carries forty cars.", "It carries 50 cars.") == (
        Piece("same", "It carries "),
        Piece("removed", "forty", number=True),
        Piece("removed", " "),
        Piece("added", "50", number=True),
        Piece("added", " "),
        Piece("same", "cars."),
    )


def test_the_same_number_in_another_form_is_not_marked() -> None:
    assert not any(one.number for one in word_diff("forty cars", "40 cars"))


@given(texts, texts)
def test_the_pieces_make_up_the_new_sentence(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(one.text for one in pieces if one.kind != "removed") == new


@given(texts)
def test_a_sentence_does_not_differ_from_itself(text: str) -> None:
    assert all(one.kind == "same" for one in word_diff(text, text))


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        ("It saves $3.6 billion a year.", "It saves $3.9 billion a year.", ["3.6", "3.9"]),
        ("1 One week or one month.", "3 One week or one month.", ["1", "3"]),
        ("(1) for 2 ships, (2) for 3.", "(2) for 2 ships, (2) for 3.", ["1", "2"]),
    ],
)
def test_the_number_that_differs_is_marked_and_no_copy_of_it(
    old: str, new: str, numbers: list[str]
) -> None:
    pieces = word_diff(old, new)
    assert [one.text.strip() for one in pieces if one.number] == numbers
    assert not [one for one in pieces if one.kind != "same" and not one.number and one.text.strip()]
