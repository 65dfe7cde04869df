import pytest

from index.words.question_parts import Form, form_of, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who chairs the committee and when was it founded?",
            ["Who chairs the committee?", "When was it founded?"],
        ),
        (
            "What is it, when was it built, and how many beds does it have?",
            ["What is it?", "When was it built?", "How many beds does it have?"],
        ),
        ("Who signed it? And when did it end?", ["Who signed it?", "When did it end?"]),
        ("who owns it; what does it cost", ["Who owns it?", "What does it cost?"]),
        ("Who published it and who denied it?", ["Who published it?", "Who denied it?"]),
        (
            "Who invented it, and in what year was it launched?",
            ["Who invented it?", "In what year was it launched?"],
        ),
        (
            "How often is the check paid, and must it be declared?",
            ["How often is the check paid?", "Must it be declared?"],
        ),
        (
            "Do you share my data? If yes, who gets it?",
            ["Do you share my data?", "If yes, who gets it?"],
        ),
        ("HOW OLD IS IT AND WHO BUILT IT?", ["HOW OLD IS IT?", "WHO BUILT IT?"]),
    ],
)
def test_a_compound_question_has_its_parts(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Which treaties cover air and sea?",
        "When and where was it signed?",
        "Who was born in 1990 and is president?",
        "Does the report say who paid and when they paid?",
        "How does the agency decide who is told and who is not?",
        "When did we discover that the virus, which causes the disease, was new?",
        "Which sport was played, which was later banned?",
        "What did the ECDC and WHO regional office ask?",
        'Who wrote "What is art? And who is it for?" in 1897?',
        "When the war ended and the troops left, who governed?",
        "Is it still a lopsided deal, or do the partners carry similar weight?",
        "Japan has bases. How many troops are there?",
        "What is the man who led the army and who became king called?",
        "bases and troops",
        "???",
        "",
    ],
)
def test_a_single_question_has_no_parts(question: str) -> None:
    assert parts_of(question) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("How many troops are there", "question"),
        ("troops in Japan?", "question"),
        ("In which year did it end", "question"),
        ("tell me about the bases", "question"),
        ("guidelines which years were they updated", "question"),
        ("did the court agree", "question"),
        ("state department budget", "keywords"),
        ("May 2015 defense guidelines", "keywords"),
        ("okinawa governor who cancelled the permit", "keywords"),
        ("The troops are stationed in Japan.", "statement"),
        ("the treaty was signed in 1960", "statement"),
    ],
)
def test_the_form_of_a_question_is_told(text: str, form: Form) -> None:
    assert form_of(text) == form
