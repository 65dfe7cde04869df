from dataclasses import replace

import pytest

from service.answers.answer import Answer, percent, verdict_line
from service.answers.index_info import IndexInfo

ANSWER = Answer("q", "uncertain", 0.5, [], IndexInfo("g", "f", 1, "m", None), 0.0, None)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "less than 1%"),
        (0.0099, "less than 1%"),
        (0.01, "1%"),
        (0.734, "73%"),
        (0.99, "99%"),
        (0.9901, "more than 99%"),
        (1.0, "more than 99%"),
    ],
)
def test_no_chance_is_called_nought_or_certain(chance: float, words: str) -> None:
    assert percent(chance) == words
    assert percent(chance, " per cent") == words.replace("%", " per cent")


def test_the_status_stands_with_both_chances_as_far_as_they_are_known() -> None:
    both = replace(ANSWER, answerable=0.997)
    assert verdict_line(both) == (
        "Uncertain answer (50% that the first sentence answers, more than 99% that the reports do)"
    )
    assert verdict_line(ANSWER) == "Uncertain answer (50% that the first sentence answers)"
