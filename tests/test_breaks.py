from bench.breaks import breaks_in, compare


def test_the_same_sentences_share_every_break_whatever_the_white_space() -> None:
    found = compare(["It rained.", "It was cold."], ["It  rained.", "It was\ncold."])
    assert found.shared == ("It rained.", "It was cold.")
    assert not found.false + found.missed + found.absent


def test_a_break_inside_a_true_sentence_is_false() -> None:
    found = compare(["See Pub. L. No. 1."], ["Before.", "See Pub.", "L. No. 1.", "After."])
    assert (found.shared, found.false) == (("See Pub. L. No. 1.",), ("L. No. 1.",))
    assert not found.missed + found.absent


def test_a_sentence_that_begins_inside_a_passage_is_missed() -> None:
    found = compare(["It rained.", "It was cold."], ["It rained. It was cold."])
    assert (found.shared, found.missed) == (("It rained.",), ("It was cold.",))


def test_a_sentence_that_no_passage_holds_is_absent() -> None:
    assert compare(["It snowed."], ["It rained."]).absent == ("It snowed.",)


def test_a_bar_marks_a_true_break_and_the_others_are_false_or_missed() -> None:
    assert breaks_in("It rained. |It was cold.") == ([11], [], [])
    assert breaks_in("It rained. It was cold.") == ([], [11], [])
    assert breaks_in("It |rained. |It was cold.") == ([3, 11], [], [3])


def test_a_raised_note_number_is_that_of_the_gold() -> None:
    breaks = compare(["It rose.12", "It fell."], ["It rose.¹²", "It fell."])
    assert (breaks.shared, breaks.absent) == (("It rose.12", "It fell."), ())
