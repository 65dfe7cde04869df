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
        (
            "When was the treaty signed and when revised?",
            ["When was the treaty signed?", "When revised?"],
        ),
        (
            "When was the plan approved, and by whom?",
            ["When was the plan approved?", "By whom?"],
        ),
        ("Who signed the treaty and when?", ["Who signed the treaty?", "When?"]),
        (
            "When was it signed, when revised and when ended?",
            ["When was it signed?", "When revised?", "When ended?"],
        ),
        (
            "What is the fund, how was it created, and who controls it?",
            ["What is the fund?", "How was it created?", "Who controls it?"],
        ),
        ("When did it end? And why?", ["When did it end?", "Why?"]),
        (
            "How many U.S. troops are in Japan and how many facilities do they use?",
            ["How many U.S. troops are in Japan?", "How many facilities do they use?"],
        ),
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
        "What is the volume of trade and investment?",
        "When did the U.S. and Japan sign the treaty?",
        "How do Democrats and Republicans differ on the tax?",
        "What are the aims and the limits of the program?",
        "How did trade and investment change between 1990 and 2000?",
        "When and why was the base closed?",
        "How much do the states and the counties pay in 2010 and 2011?",
        "Who is told and why?",
        "How does the agency decide when to act and how?",
        "Does the report say who paid and when?",
        "What did Japan and the United States agree?",
        "Which laws and rules were changed and repealed?",
        "Do you know when it was signed and where?",
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
