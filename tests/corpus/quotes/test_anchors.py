"""The names of sentences, by which links find them again."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quotes.anchors import (
    ANCHOR,
    anchors_of,
    find_anchor,
    is_sure,
    same_place,
    same_words,
    words_of,
)
from corpus.report import Passage


def passages(quotes: Sequence[str]) -> list[Passage]:
    return [
        Passage("r", number, 0, len(quote), quote, (1, 1))
        for number, quote in enumerate(quotes, start=1)
    ]


def anchors(*quotes: str) -> list[str]:
    return anchors_of(passages(quotes))


def test_the_anchors_of_a_text_are_the_ones_that_were_printed() -> None:
    """Links hold them: a change of these values breaks every link that anybody kept."""
    assert anchors("The ferry leaves at nine.", "It carries forty cars.", "It rains.") == [
        "3ovy53qq4o5z",
        "5zrncp7h3onb",
        "nbrep4b55z4o",
    ]
    assert anchors("N/A", "Ports", "N/A") == [
        "u2b4lrju4oq6-1-2",
        "q6x3h57tu2u2",
        "u2b4lrjuq64o-2-2",
    ]
    assert anchors() == []


@pytest.mark.parametrize(
    "same",
    [
        "the ferry’s \u201cLantern\u201d leaves \u2014 at nine .",
        'The ferry\'s  "Lantern"\nleaves - at nine .',
        "The fer\xadry's «Lantern» leaves – at\xa0nine .",
        'THE FERRY\'S "LANTERN" LEAVES - AT NINE .',
    ],
)
def test_a_change_of_typography_keeps_the_anchor(same: str) -> None:
    assert anchors(same) == anchors('The ferry\'s "Lantern" leaves - at nine .')


@pytest.mark.parametrize(
    "other",
    ["The rate is -3.5 %.", "The rate is 35 %.", "The rate is 3.5.", "The rate is not 3.5 %."],
)
def test_other_words_numbers_and_signs_have_another_anchor(other: str) -> None:
    assert not same_words(anchors(other)[0], anchors("The rate is 3.5 %.")[0])


def test_an_automatic_number_is_no_part_of_the_anchor() -> None:
    (one,) = passages(["4. The ports are closed."])
    (numbered,) = anchors_of([replace(one, start=100, end=124, drawn=((100, 103),))])
    assert numbered == anchors("The ports are closed.")[0]
    (all_drawn,) = anchors_of([replace(one, drawn=((0, 24),))])
    assert all_drawn == anchors("4. The ports are closed.")[0]


def test_an_anchor_has_one_form() -> None:
    for one in anchors("a", "b", "a", "", " ", "😀", "b"):
        assert re.fullmatch(ANCHOR, one)
    with pytest.raises(ValueError, match="form of an anchor"):
        find_anchor(anchors("a", "a"), words_of(anchors("a")[0]))


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[str], list[tuple[int, int]]]:
    """Draw a text with repeated sentences, and insert and delete other sentences anywhere.

    Gives both texts, and the numbers before and after of every sentence that was kept. No copy of
    a repeated sentence comes or goes: then nothing tells which of them a reader meant.
    """
    kinds = draw(st.lists(WORDS, min_size=1, max_size=6, unique_by=lambda one: anchors(one)[0]))
    text = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=25))
    once = [one for one in text if text.count(one) == 1]
    deleted = set(draw(st.lists(st.sampled_from(once), max_size=5))) if once else set()
    after: list[str] = []
    kept: list[tuple[int, int]] = []
    for number, one in enumerate(text, start=1):
        inserted = range(draw(st.integers(0, 2)))
        after.extend(f"An inserted sentence, {number} of {at} in all." for at in inserted)
        if one not in deleted:
            after.append(one)
            kept.append((number, len(after)))
    return text, after, kept


@given(edited())
def test_inserting_and_deleting_sentences_moves_no_link(
    drawn: tuple[list[str], list[str], list[tuple[int, int]]],
) -> None:
    text, after, kept = drawn
    before, now = anchors(*text), anchors(*after)
    for number, moved in kept:
        assert find_anchor(now, before[number - 1]) == moved
    gone = set(range(1, len(text) + 1)) - {number for number, _ in kept}
    for number in gone:
        assert find_anchor(now, before[number - 1]) is None


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_a_link_always_finds_the_words_that_it_had(one: list[str], other: list[str]) -> None:
    now = anchors(*other)
    for words, anchor in zip(one, anchors(*one), strict=True):
        found = find_anchor(now, anchor)
        assert (found is None) == (words not in other)
        assert found is None or other[found - 1] == words


@given(st.lists(WORDS, max_size=20))
def test_every_anchor_finds_its_own_sentence(quotes: list[str]) -> None:
    found = anchors(*quotes)
    assert [find_anchor(found, one) for one in found] == list(range(1, len(quotes) + 1))
    assert len(set(found)) == len(found)


def test_where_a_copy_comes_or_goes_the_sentences_beside_it_decide() -> None:
    old = anchors("x", "a", "y", "a", "z")
    assert find_anchor(anchors("y", "a", "z"), old[3]) == 2
    assert find_anchor(anchors("x", "a", "y"), old[1]) == 2
    assert find_anchor(anchors("a", "q", "x", "a", "y", "a", "z"), old[1]) == 4
    assert find_anchor(anchors("a", "q", "x", "a", "y", "a", "z"), old[3]) == 6
    # Neither side is left: the nearest ordinal, and the first of two equally near ones.
    assert find_anchor(anchors("k", "a", "k", "a", "k", "a", "k"), old[3]) == 4


def test_what_is_found_is_sure_unless_a_copy_came_or_went() -> None:
    old = anchors("x", "a", "y", "a", "z")
    assert is_sure(old, old[1], 2)
    assert is_sure(anchors("q", "a", "q", "a", "q"), old[1], 2)  # as many copies: their order tells
    assert is_sure(anchors("x", "a", "y", "b", "z"), old[1], 2)  # its number and place tell
    assert not is_sure(anchors("y", "a", "z"), old[3], 4)  # the copy that is gone may be this one
    assert not is_sure(anchors("y", "a", "z"), old[1], 2)
    assert not is_sure(anchors("x", "a", "q", "a", "q", "a"), old[3], 4)


def test_the_same_place_has_the_same_sentences_beside_it() -> None:
    one, other = anchors("x", "a", "y", "a"), anchors("k", "x", "a", "y")
    assert same_place(one[1], other[2])
    assert not same_place(one[3], other[2])
