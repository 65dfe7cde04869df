"""A small run of the measure of editions."""

import random

from bench.editions.__main__ import editions
from bench.editions.judge import judge
from bench.links import read
from corpus.report import Report
from service.editions.alignment import align

_WORDS = (
    *(
        "harbor",
        "ferry",
        "crossing",
        "captain",
        "winter",
        "storm",
        "timetable",
        "museum",
        "council",
    ),
    *("budget", "railway", "station", "bridge", "forest", "river", "valley", "market", "teacher"),
    *("hospital", "library", "orchard", "mayor", "village", "engine"),
)


def report(chance: random.Random) -> Report:
    """Return a report of 150 sentences, three in a paragraph."""
    text = ""
    for number in range(150):
        one, two, three, four, five = chance.sample(_WORDS, 5)
        text += (
            f"The {one} near the {two} cost {chance.randrange(10, 900)} dollars in the year, and "
            f"the {three} of this {four} closed before the {five}."
        )
        text += " " if number % 3 < 2 else "\n\n"
    return read(text)


def test_the_changes_of_a_scripted_edition_are_named_and_none_is_invented() -> None:
    others = ["The museum opened a second hall.", "Its visitors came from nine countries."] * 3
    pair = editions(report(random.Random(1)), others, random.Random(5))
    judged = judge(pair.old, pair.new, pair.planned, align(pair.old, pair.new))
    assert judged.made.total() >= 20
    assert judged.right.total() >= 0.98 * judged.made.total(), judged.wrong
    assert judged.invented == []


def test_a_measure_that_finds_nothing_says_so() -> None:
    pair = editions(
        report(random.Random(1)), ["The museum opened a second hall."], random.Random(5)
    )
    judged = judge(pair.old, pair.new, pair.planned, align(pair.old, pair.old))
    assert judged.right.total() < judged.made.total() / 2
    shuffled = [*pair.new[1:], "An invented sentence."]
    assert judge(pair.old, shuffled, pair.planned, align(pair.old, shuffled)).wrong
