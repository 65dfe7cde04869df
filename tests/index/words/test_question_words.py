import pytest

from index.words.acronyms import Acronyms, long_form_key
from index.words.question_words import QuestionWords

ACRONYMS = Acronyms([("sdf", "self-defense forces", 1, long_form_key("self-defense forces"))])


def test_words_that_only_the_sentence_before_holds_are_carried() -> None:
    words = QuestionWords("When was the Hyuga commissioned?")

    assert words.carried("It was commissioned in 2009.", "The Hyuga is a destroyer.") == 0.5
    assert words.carried("The Hyuga was commissioned in 2009.", "The Hyuga is a destroyer.") == 0.0
    assert words.carried("It was commissioned in 2009.", "") == 0.0


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("It is large. The Izumo can carry 14 helicopters.", 2),
        ("The Hyuga came into service in 2009. It carries eleven.", 1),
        ("In 2015 the hyuga carried eleven.", 0),
    ],
)
def test_names_and_numbers_that_a_text_does_not_hold_are_missing(text: str, missing: int) -> None:
    words = QuestionWords("How many helicopters can the Hyuga carry in 2015?")

    assert words.missing(text, ACRONYMS) == missing


@pytest.mark.parametrize("question", ["how many helicopters are there", "What is it?", "", "?!"])
def test_nothing_is_missing_where_the_question_names_nothing(question: str) -> None:
    assert QuestionWords(question).missing("Some sentence.", ACRONYMS) == 0


def test_the_capital_of_the_first_word_is_no_name_but_a_first_acronym_is() -> None:
    assert QuestionWords("Troops in the north?").missing("Nothing.", ACRONYMS) == 0
    assert QuestionWords("SOFA talks?").missing("Nothing.", ACRONYMS) == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did the U.S. pay 50,000 dollars?", "the us paid 50000 dollars ."),
        ("What did the United States pay?", "the u.s. paid nothing ."),
        ("Do the Americans pay?", "the united states pays ."),
        ("What does the SDF do?", "The self-defense forces help."),
        ("What do the Self-Defense Forces do?", "The SDF helps."),
        ("What does the Japanese navy do?", "Japan's navy helps."),
        ("Who is Zoe Muller?", "Its owner is Zoë Müller."),
        ("Who is Zoë Müller?", "Its owner is Zoe Mu\u0308ller."),
        ("Where is Lodz?", "It is near Łódź."),
        ("What did the First Fleet find?", "the ﬁrst ﬂeet found it"),
    ],
)
def test_other_ways_of_writing_a_name_are_not_missing(question: str, text: str) -> None:
    assert QuestionWords(question).missing(text, ACRONYMS) == 0


@pytest.mark.parametrize("question", ["Who runs Łódź?", "What is in Ávila?", "Где стоит Москва?"])
def test_a_capital_of_any_alphabet_begins_a_name(question: str) -> None:
    assert QuestionWords(question).missing("Another town.", ACRONYMS) == 1
    assert QuestionWords(question.lower()).missing("Another town.", ACRONYMS) == 0
