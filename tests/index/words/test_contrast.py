import pytest

from index.words.contrast import are_parallel, says_otherwise, states_other_value
from index.words.question_words import QuestionWords


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How often did the board meet in 2020?", "It met seven times in 2021."),
        ("harbor board revenue 2020", "Revenue was $44 million in 2019."),
        ("What was revenue in FY2020?", "Revenue was $44 million in FY2019."),
        ("How many barges passed in the first quarter of 2019?", "In Q4 2019 it was 467."),
        ("How much cod was landed in May?", "The fishery landed 58 tons of cod in June."),
        ("What was repaired on 11 March?", "On 4 March, the crew repaired 11 valves."),
        ("What was repaired on March 11?", "On 4 March, the crew repaired 11 valves."),
        ("Who sings on Sunday?", "The choir sings on Monday."),
    ],
)
def test_a_sentence_of_another_time_states_another_value(question: str, sentence: str) -> None:
    assert states_other_value(question, sentence)
    words = QuestionWords(question)
    assert not words.leans(sentence, "The harbor board met in 2020.")
    assert words.carried(sentence, question) == 0.0


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How often did the board meet in 2020?", "It met seven times."),
        ("How often did the board meet in 2020?", "From 2018 to 2021 it met monthly."),
        ("How often did the board meet?", "It met seven times in 2021."),
        ("When was the treaty of 1951 revised?", "It was revised in 1960."),
        ("How far has the 2015 accord been carried out?", "By 2017 little was done."),
        ("What did Congress pay after 2018?", "In 2020 it paid a tenth."),
        ("Who ruled in the 1800s?", "Independence came in 1830."),
        ("What was paid in May?", "They may pay in the march of time."),
        ("What cost 2,020 dollars?", "The pier of 2021 did."),
    ],
)
def test_a_sentence_without_another_time_states_none(question: str, sentence: str) -> None:
    assert not states_other_value(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "denied"),
    [
        ("Which pier was not replaced?", "The north pier was replaced.", True),
        ("Which pier was not replaced?", "They never replaced the east pier.", False),
        ("Why was the pier not replaced?", "Money was short.", False),
        ("Which pier wasn’t replaced?", "They failed to replace the east pier.", False),
        ("Which form is filed after departure?", "Form 3 is filed before arrival.", True),
        ("Which form is filed after departure?", "It is filed before or after it.", False),
        ("Which form is filed?", "Form 3 is not filed before arrival.", False),
    ],
)
def test_a_sentence_that_says_the_opposite_is_denied(
    question: str, sentence: str, denied: bool
) -> None:
    assert says_otherwise(question, sentence) is denied


def test_sentences_of_a_list_are_parallel_and_a_pronoun_leans() -> None:
    assert are_parallel("Iowa reported 46 break-ins.", "Ohio reported 33 break-ins.")
    assert not are_parallel("It reported 46 break-ins.", "Ohio reported 33 break-ins.")
    assert not are_parallel("Iowa is large.", "Ohio reported 33 break-ins.")


def test_a_sentence_of_a_list_gains_no_name_from_the_one_before() -> None:
    words = QuestionWords("How many break-ins did Ohio report?")
    assert words.carried("Iowa reported 46 break-ins.", "Ohio reported 33 break-ins.") == 0.0
    assert words.carried("It had 33 break-ins.", "Ohio reported on crime.") > 0.0
    silt = QuestionWords("How much silt did the Berta move?")
    assert silt.carried("The Berta moved 9,500 tons.", "The Alma moved 12,000 tons of silt.") > 0.0
