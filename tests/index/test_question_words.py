import pytest

from index.question_words import QuestionWords


def test_words_that_only_the_sentence_before_holds_are_carried() -> None:
    words = QuestionWords("When was the Hyuga commissioned?")

    assert words.carried("It was commissioned in 2009.", "The Hyuga is a destroyer.") == 0.5
    assert words.carried("The Hyuga was commissioned in 2009.", "The Hyuga is a destroyer.") == 0.0
    assert words.carried("It was commissioned in 2009.", "") == 0.0


def test_names_and_numbers_that_neither_sentence_holds_are_missing() -> None:
    words = QuestionWords("How many helicopters can the Hyuga carry in 2015?")

    assert words.missing("The Izumo can carry 14 helicopters.", "It is large.") == 1.0
    assert words.missing("It carries eleven.", "The Hyuga came into service in 2009.") == 0.5
    assert words.missing("In 2015 the hyuga carried eleven.", "") == 0.0


@pytest.mark.parametrize("question", ["how many helicopters are there", "What is it?", "", "?!"])
def test_nothing_is_missing_where_the_question_names_nothing(question: str) -> None:
    assert QuestionWords(question).missing("Some sentence.", "") == 0.0


def test_the_capital_of_the_first_word_is_no_name_but_a_first_acronym_is() -> None:
    assert QuestionWords("Troops in the north?").missing("Nothing.", "") == 0.0
    assert QuestionWords("SOFA talks?").missing("Nothing.", "") == 1.0


def test_other_ways_of_writing_a_name_are_not_missing() -> None:
    words = QuestionWords("Did the U.S. pay 50,000 dollars?")

    assert words.missing("the us paid 50000 dollars .", "") == 0.0
