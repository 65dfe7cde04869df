"""The subject of an earlier part of a question, in the parts that leave it out."""

import pytest

from index.words.question_parts import parts_of
from index.words.shared_subject import completed


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("When was the treaty signed and when revised?", "When was the treaty revised?"),
        ("When was the treaty signed and when was it revised?", "When was the treaty revised?"),
        (
            "When was the treaty of mutual cooperation signed, and by whom?",
            "By whom was the treaty of mutual cooperation signed?",
        ),
        ("Who chairs the committee and when was it founded?", "When was the committee founded?"),
        ("When was Shinzo Abe elected and when did he resign?", "When did Shinzo Abe resign?"),
        ("What did the agency recommend and when did it report?", "When did the agency report?"),
        ("How long did the surcharge last and why was it ended?", "Why was the surcharge ended?"),
        ("When was the fund created and what is its purpose?", "What is the fund's purpose?"),
        ("Which agencies share it and what do they do?", "What do agencies do?"),
        (
            "How many troops are in Japan and where are they based?",
            "Where are troops based?",
        ),
        (
            "What was the surcharge on imports and when did it end?",
            "When did the surcharge on imports end?",
        ),
        (
            "What did Japan and the United States agree and when did they sign it?",
            "When did Japan and the United States sign it?",
        ),
        (
            "Who governs Okinawa and what did he do in 2015?",
            "What did the person who governs Okinawa do in 2015?",
        ),
        ("When was it signed and when revised?", "When was it revised?"),
        # Nothing to take over: the part stays as it is.
        ("Who pays for it and when was it built?", "When was it built?"),
        ("Why did the airplane crash and who was the pilot?", "Who was the pilot?"),
    ],
)
def test_a_part_takes_the_subject_of_the_part_before_it(question: str, second: str) -> None:
    parts = parts_of(question)
    found = completed(parts)
    assert (found[0], found[1]) == (parts[0], second)


def test_the_subject_is_taken_over_from_part_to_part() -> None:
    parts = parts_of("What is the Stabilization Fund, how was it created, and who controls it?")
    assert completed(parts)[1:] == [
        "How was the Stabilization Fund created?",
        "Who controls the Stabilization Fund?",
    ]
    assert completed([]) == []
