"""What became of the sentences of an edition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.editions.alignment import align
from service.editions.changes import Alignment

FERRY = "The ferry to Kestrel Bay leaves at nine every morning."
CARS = "It carries forty cars and two hundred passengers."
TICKETS = "Tickets cost twelve dollars, and children travel free of charge."
HARBOR = "The harbor master keeps a list of all boats."
STORMS = "In storms the crossing is cancelled without notice."
ALL = [FERRY, CARS, TICKETS, HARBOR, STORMS]

_WORDS = ["a", "bee", "sea", "12", "13", "-", ".", "²", "co-\nlocated"]
_MADE = st.lists(st.sampled_from(_WORDS), min_size=1).map(" ".join)
sentences = st.lists(
    st.one_of(
        st.sampled_from([*ALL, "Total 5 6 7", "Total 5 6 8", "Source: GAO.", ""]),
        _MADE,
    ),
    max_size=9,
)


def told(found: Alignment) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(one.kind, one.old, one.new) for one in found.changed]


def test_other_typography_is_no_change() -> None:
    new = [one.replace(" ", "\u00a0", 1).upper() for one in ALL]
    assert told(align(ALL, new)) == []


def test_a_sentence_that_is_put_in_moves_none() -> None:
    assert told(align(ALL, [FERRY, "Dogs ride too.", *ALL[1:]])) == [("new", (), (1,))]


def test_a_sentence_that_is_taken_out_moves_none() -> None:
    assert told(align(ALL, [FERRY, *ALL[2:]])) == [("gone", (1,), ())]


def test_one_sentence_moves_and_the_others_stay() -> None:
    assert told(align(ALL, [*ALL[1:], FERRY])) == [("moved", (0,), (4,))]


def test_a_sentence_with_other_words_is_reworded() -> None:
    found = align(ALL, [*ALL[:3], HARBOR.replace("all boats", "every vessel"), STORMS])
    assert told(found) == [("reworded", (3,), (3,))]
    assert not found.changed[0].numbers


@pytest.mark.parametrize(
    ("old", "new", "is_other"),
    [
        ("forty", "fifty", True),
        ("forty", "40", False),
        ("two hundred", "2,000", True),
        ("cars", "trucks", False),
    ],
)
def test_another_number_is_told(old: str, new: str, is_other: bool) -> None:
    [change] = align(ALL, [FERRY, CARS.replace(old, new), *ALL[2:]]).changed
    assert (change.kind, change.numbers) == ("reworded", is_other)


def test_a_row_with_all_numbers_changed_is_the_same_row() -> None:
    old = ["North 5 6 7", "South 8 9 10", "East 1 2 3"]
    found = align(old, ["North 5 6 7", "South 11 12 13", "East 1 2 3"])
    assert told(found) == [("reworded", (1,), (1,))]
    assert found.changed[0].numbers


def test_a_row_of_another_name_is_not_the_same_row() -> None:
    found = align(["North 5 6 7", "South 8 9 10"], ["North 5 6 7", "West 11 12 13"])
    assert [kind for kind, *_ in told(found)] == ["gone", "new"]


def test_a_sentence_is_split() -> None:
    new = [FERRY, CARS, "Tickets cost twelve dollars.", "Children travel free of charge.", HARBOR]
    assert told(align(ALL[:4], new)) == [("split", (2,), (2, 3))]


def test_two_sentences_become_one() -> None:
    joint = HARBOR[:-1] + ", and in storms the crossing is cancelled without notice."
    assert told(align(ALL, [*ALL[:3], joint])) == [("merged", (3, 4), (3,))]


def test_a_short_sentence_is_merged_too() -> None:
    long = "Officials of the agency told us in several interviews that the figures of the last "
    long += "three reports had not been checked by anyone outside of the office."
    joint = long[:-1] + "; no one asked."
    assert told(align([FERRY, long, "No one asked."], [FERRY, joint])) == [("merged", (1, 2), (1,))]


def test_a_reworded_sentence_beside_a_new_one_is_not_split() -> None:
    new = [FERRY, CARS.replace("forty", "fifty"), "Dogs ride on the lower deck.", *ALL[2:]]
    assert told(align(ALL, new)) == [("reworded", (1,), (1,)), ("new", (), (2,))]


def test_a_sentence_that_is_moved_and_reworded_is_told_as_both() -> None:
    [change] = align(ALL, [*ALL[1:], FERRY.replace("nine", "ten")]).changed
    assert (change.kind, change.moved, change.numbers) == ("reworded", True, True)


def test_copies_of_a_sentence_invent_no_change() -> None:
    old = ["Source: GAO.", FERRY, "Source: GAO.", CARS, "Source: GAO.", TICKETS]
    assert told(align(old, [*old[:3], HARBOR, *old[3:]])) == [("new", (), (3,))]
    assert [kind for kind, *_ in told(align(old, [*old[:2], *old[3:]]))] == ["gone"]


def test_notes_that_are_numbered_anew_are_no_change() -> None:
    assert told(align([FERRY + "¹", CARS + "²"], [FERRY + "²", CARS + "³"])) == []


def test_a_raised_number_of_a_unit_counts() -> None:
    assert told(align(["It covers 10 km² of land."], ["It covers 10 km³ of land."]))


def test_a_hyphen_at_a_line_end_may_be_none() -> None:
    for other in ("It is stationed there.", "It is sta-tioned there."):
        assert told(align(["It is sta-\ntioned there."], [other])) == []
    assert told(align(["It is sta-tioned there."], ["It is stationed there."]))


@given(sentences)
def test_a_text_does_not_differ_from_itself(text: list[str]) -> None:
    assert told(align(text, text)) == []


@given(sentences, sentences)
def test_each_sentence_is_in_one_change(old: list[str], new: list[str]) -> None:
    changes = align(old, new).changes
    assert sorted(at for one in changes for at in one.old) == list(range(len(old)))
    assert sorted(at for one in changes for at in one.new) == list(range(len(new)))


@given(sentences, sentences)
def test_what_is_called_the_same_keeps_its_order(old: list[str], new: list[str]) -> None:
    kept = [one for one in align(old, new).changes if one.old and one.new and not one.moved]
    assert [one.old for one in kept] == sorted(one.old for one in kept)


@pytest.mark.parametrize(
    ("kind", "inverse"), [("gone", "new"), ("split", "merged"), ("reworded", "reworded")]
)
def test_the_inverse_names_the_inverse(kind: str, inverse: str) -> None:
    new = {
        "gone": ALL[1:],
        "split": [*ALL[:2], "Tickets cost twelve dollars.", "Children travel free.", *ALL[3:]],
        "reworded": [FERRY.replace("nine", "ten"), *ALL[1:]],
    }[kind]
    assert [one.kind for one in align(ALL, new).changed] == [kind]
    assert [one.kind for one in align(new, ALL).changed] == [inverse]


NOTES = ["¹See the report of the harbor.", "²Tickets are sold on board."]


def test_footnotes_on_other_pages_do_not_move() -> None:
    old = [FERRY, CARS, *NOTES, TICKETS, HARBOR]
    new = [FERRY, NOTES[0], CARS, TICKETS, NOTES[1], HARBOR]
    for notes in (({2, 3}, {1, 4}), (None, {1, 4}), ({2, 3}, None)):
        assert told(align(old, new, notes)) == []
    assert [kind for kind, *_ in told(align(old, new))] == ["moved", "moved"]


def test_a_footnote_that_changes_keeps_its_place() -> None:
    new = [FERRY, NOTES[0], CARS, TICKETS, NOTES[1].replace("board", "land"), HARBOR]
    found = align([FERRY, CARS, *NOTES, TICKETS, HARBOR], new, ({2, 3}, {1, 4}))
    assert told(found) == [("reworded", (3,), (4,))]


def test_a_sentence_of_the_text_may_be_a_footnote_as_well() -> None:
    source = "Source: GAO."
    old = [FERRY, source, CARS, source, TICKETS]
    assert told(align(old, [FERRY, source, CARS, TICKETS, source], ({3}, {4}))) == []


def test_a_line_may_end_anywhere_in_an_address() -> None:
    one = "See https://example.org/the_ferry/timetable.pdf."
    for other in ("See https://example.org/the_f erry/timetable.pdf.", one.replace("pdf", "p df")):
        assert told(align([FERRY, one, CARS], [FERRY, other, CARS])) == []
    one = one.replace("_ferry", "-ferry")
    assert told(align([one.replace("-f", "-\nf")], [one.replace("pdf", "p df")])) == []
    assert told(align([FERRY, one], [FERRY, one.replace("timetable", "prices")]))


def test_two_sentences_with_an_address_may_be_read_as_one() -> None:
    one = "See https://example.org/the_f erry."
    assert told(align([one, CARS], [f"See https://example.org/the_ferry. {CARS}"])) == []


def test_a_sentence_that_stands_many_times_is_paired_copy_by_copy() -> None:
    changed = CARS.replace("forty", "fifty")
    found = align([FERRY, *[CARS] * 500, HARBOR], [FERRY, *[changed] * 499, HARBOR])
    assert found.counts["reworded"] == 499
    assert found.counts["gone"] == 1
    assert not any(one.moved for one in found.changes)


@pytest.mark.parametrize("nothing", [[], [""], [" ", "\n"]])
def test_an_edition_may_be_empty(nothing: list[str]) -> None:
    assert [kind for kind, *_ in told(align(nothing, ALL))][-5:] == ["new"] * 5
    assert {kind for kind, *_ in told(align(ALL, nothing))} <= {"gone", "new"}
    assert told(align(nothing, nothing)) == []


def test_a_sentence_from_right_to_left_is_compared_like_any_other() -> None:
    old = ["ספינה עזבה את הנמל בשעה 9 בבוקר עם 40 נוסעים.", "הגשר נסגר בחורף."]
    [change] = align(old, [old[0].replace("40", "50"), old[1]]).changed
    assert (change.kind, change.numbers) == ("reworded", True)


def test_other_line_ends_are_no_change() -> None:
    assert told(align([FERRY.replace(" ", "\r\n")], [FERRY.replace(" ", "\n")])) == []


def test_a_sentence_of_a_script_without_spaces_may_be_reworded() -> None:
    old = ["这艘船每天早上九点离开港口。", "桥梁在冬天关闭。"]
    assert told(align(old, [old[0].replace("九", "十"), old[1]])) == [("reworded", (0,), (0,))]
    assert [kind for kind, *_ in told(align(old[:1], old[1:]))] == ["gone", "new"]
