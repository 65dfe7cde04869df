import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.quotes.skeleton import places, skeleton

TEXTS = st.text(st.sampled_from(list("abC éﬁ-–'’.,0123½²ßйи\u0306\u00ad\n")), max_size=200)


@pytest.mark.parametrize(
    ("text", "bones"),
    [
        ("The U.S.–Japan alliance", "theusjapanalliance"),
        ("sta-\ntioned co-located", "stationedcolocated"),
        ("50,000 = 50 000", "5000050000"),
        ("Éﬁ Straße œuvre ＡＢ１", "efistrasseoeuvreab1"),
        ("x² ½ ₂", "x"),
        ("йи", "ии"),
        ("日本", "日本"),
        ("…", ""),
    ],
)
def test_a_skeleton_has_the_letters_and_digits(text: str, bones: str) -> None:
    assert skeleton(text) == bones


@given(TEXTS, TEXTS)
def test_skeletons_join_as_texts_do(one: str, other: str) -> None:
    assert skeleton(one + other) == skeleton(one) + skeleton(other)


@given(TEXTS)
def test_composed_and_decomposed_texts_have_one_skeleton(text: str) -> None:
    forms = {skeleton(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {skeleton(text)}


@settings(max_examples=20, deadline=None)
@given(TEXTS.map(lambda text: text * 60))
def test_each_character_of_a_skeleton_has_its_place_in_the_text(text: str) -> None:
    bones = skeleton(text)
    found = list(places(text, range(len(bones))))
    assert found == sorted(found)
    for offset, at in enumerate(found):
        assert bones[offset] in skeleton(text[at])
        assert len(skeleton(text[:at])) <= offset < len(skeleton(text[: at + 1]))


def test_places_are_found_far_into_a_text() -> None:
    text = "a, b" * 3000 + "c"
    assert list(places(text, [0, 1, 5000, 6000])) == [0, 3, 10_000, 12_000]


def test_a_skeleton_has_no_character_behind_its_end() -> None:
    assert list(places("a b", [0, 1])) == [0, 2]
    with pytest.raises(IndexError, match="the skeleton has no character 2"):
        list(places("a b", [2]))
    with pytest.raises(IndexError, match="the skeleton has no character 0"):
        list(places("", [0]))


def test_only_texts_are_encoded_as_skeletons() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "pincite-skeleton")
