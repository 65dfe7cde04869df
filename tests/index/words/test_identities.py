"""What a report is, and how a question names it."""

import pytest

from corpus.files import text_sha256
from corpus.report import Front, Passage, Report, Source
from index.words.identities import Identities, Named, without_names
from index.words.identity import identity_text

SOURCES = [
    Source("crs/alliance", "The U.S.-Japan Alliance", number="RL33740"),
    Source("gao/results.html", "Managing for Results", number="GAO-05-927"),
    Source("gao/results.pdf", "MANAGING FOR RESULTS", number="GAO-05-927"),
    Source("ntsb/one", "Final Report", number="NYC08CA055"),
    Source("ntsb/two", "Final Report", number="SEA08CA049"),
    Source("plain", "Fish", number="2016"),
    Source("small", number="3"),
    Source("tax", number="IF13199"),
]
NAMES = Identities({}, SOURCES)
GAO = ("gao/results.html", "gao/results.pdf")


def report(lines: list[str], **known: str) -> Report:
    text = "\n".join(lines)
    passages = tuple(
        Passage("r", number, 0, len(line), line, (number, number))
        for number, line in enumerate(lines, start=1)
    )
    source = Source("r", **known)
    return Report(source, "r.txt", "0" * 64, text, text_sha256(text), Front(), passages)


@pytest.mark.parametrize(
    ("question", "words", "reports"),
    [
        ("How many agencies are in GAO-05-927?", "GAO-05-927", GAO),
        ("what does gao 05 927 say", "gao 05 927", GAO),
        ("GAO05927: who wrote it?", "GAO05927", GAO),
        ("Is it in GAO–05–927?", "GAO–05–927", GAO),
        ("What does RL33740's summary say?", "RL33740", ("crs/alliance",)),
        ("rl 33740 troops", "rl 33740", ("crs/alliance",)),
        ("Who flew in nyc08ca055?", "nyc08ca055", ("ntsb/one",)),
        ("What is the duty (IF13199)?", "IF13199", ("tax",)),
        ("What does “Managing for Results” find?", "“Managing for Results”", GAO),
        ('Who wrote "the u.s. japan alliance"?', '"the u.s. japan alliance"', ("crs/alliance",)),
    ],
)
def test_a_number_or_a_title_in_quotes_names_its_reports(
    question: str, words: str, reports: tuple[str, ...]
) -> None:
    (found,) = NAMES.named(question)
    assert (question[found.start : found.end], found.reports) == (words, reports)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in 2016?",  # a number of digits alone may be a year
        "Which 3 agencies?",
        "What is in GAO-05-9271?",
        "What is in XGAO-05-927?",
        "GAO paid 05 million to 927 people",
        "What does Managing for Results find?",  # without quotation marks
        "What is a “Final Report”?",  # two works have this title
        "What is a “Fish”?",
        "What does GAO-06-282 say?",  # no report of the index
    ],
)
def test_other_words_name_no_report(question: str) -> None:
    assert NAMES.named(question) == []


def test_several_names_are_found_in_order() -> None:
    found = NAMES.named("Do RL33740 and GAO-05-927 agree with IF13199?")
    assert [one.reports for one in found] == [("crs/alliance",), GAO, ("tax",)]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("How many agencies are in GAO-05-927?", "How many agencies are?"),
        ("In report RL33740, how many troops are there?", "how many troops are there?"),
        ("According to the report GAO-05-927, who pays?", "who pays?"),
        ("What does GAO-05-927 say about results?", "What does it say about results?"),
        ("What are GAO-05-927's findings?", "What are its findings?"),
        ("What is the title of GAO-05-927's annex?", "What is the title of its annex?"),
        ("RL33740: how many troops?", "how many troops?"),
        ("Do RL33740 and GAO-05-927 agree?", "Do it and it agree?"),
    ],
)
def test_the_names_are_not_searched_for(question: str, rest: str) -> None:
    assert without_names(question, NAMES.named(question)) == rest


def test_a_question_without_names_stays_as_it_is() -> None:
    assert without_names("Who pays ?", []) == "Who pays?"
    assert without_names("a b", [Named(0, 1, ("x",))]) == "it b"


def test_the_front_of_a_report_and_what_is_known_of_it_are_its_identity() -> None:
    one = report(
        [
            "Location: Death Valley, CA",
            "Date: 11/29/2007",
            "The pilot landed hard.",
            "Aircraft: Beech",
        ],
        title="Final Report",
        publisher="Safety Board",
        number="SEA08CA049",
        date="2008-02-09",
    )
    said = identity_text(one)
    for words in ("Death Valley", "California", "November 29, 2007", "February 9, 2008"):
        assert words in said
    for words in ("Final Report", "Safety Board", "SEA08CA049"):
        assert words in said
    assert "pilot" not in said
    assert "Beech" not in said


def test_a_report_that_begins_with_text_is_what_is_known_of_it() -> None:
    assert identity_text(report(["The ferry leaves at nine."], title="Ferry")) == "Ferry"
    assert identity_text(report(["The ferry leaves at nine."])) == ""


def test_a_term_weighs_more_the_fewer_reports_it_names() -> None:
    one = Identities(
        {"a": ["report", "tax"], "b": ["report", "tax"], "c": ["report", "fish"], "d": ["report"]},
        [],
    )
    weights = one.weights(["fish", "report", "tax", "unknown"], ())
    assert weights == {"a": {"tax": 0.5}, "b": {"tax": 0.5}, "c": {"fish": 1.0}}
    assert one.weights(["fish"], ["c"]) == {}  # nothing to tell it from
    assert one.weights(["tax"], ["a", "b"]) == {}
    assert one.weights(["tax"], ["a", "c"]) == {"a": {"tax": 1.0}}
    assert one.distinctive("c") == {"fish"}


def test_a_term_of_most_reports_names_none() -> None:
    many = Identities({str(at): ["common"] if at < 15 else ["rare"] for at in range(16)}, [])
    assert many.weights(["common", "rare"], ()) == {"15": {"rare": 1.0}}


def test_a_report_without_an_identity_has_no_marks() -> None:
    one = Identities({"a": ["report"], "b": ["report"]}, [])
    assert one.distinctive("a") == frozenset()
    assert one.distinctive("gone") == frozenset()
