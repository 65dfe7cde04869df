"""The readable form of a lower-cased report: its names have capitals, or it is the source's own."""

import re
from pathlib import Path

import pytest

from corpus.text.casing import learned_names
from corpus.text.display import Style, readable, style_of
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from tests.conftest import ALLIANCE

TEXT = ALLIANCE.read_text(encoding="utf-8")
STYLE = style_of(TEXT)
QUOTES = [TEXT[start:end] for start, end in sentence_spans(TEXT, find_blocks(TEXT))]
NAMES, OTHERS = (
    {name for name in part.splitlines() if name and not name.startswith("#")}
    for part in (Path(__file__).parent / "alliance_names.txt")
    .read_text(encoding="utf-8")
    .split("# What else")
)
LOWER = Style(lower_cased=True)


def as_it_stands(quote: str) -> str:
    return " ".join(quote.split())


def shown(text: str, style: Style = LOWER) -> str:
    return readable(text, style).text


def test_no_sentence_of_our_report_shows_a_name_in_lower_case() -> None:
    named = re.compile(
        rf"\b(?:{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))})\b", re.IGNORECASE
    )
    found = set()
    for quote in QUOTES:
        text = shown(quote, STYLE)
        if text != as_it_stands(quote):
            for match in named.finditer(text):
                found.add(match[0])
                assert match[0] in NAMES, text
    assert len(found) > 80


def test_no_sentence_of_our_report_shows_a_capital_that_is_none() -> None:
    allowed = {word for name in NAMES | OTHERS for word in re.findall(r"[^\W\d_]+", name)}
    for quote in QUOTES:
        text = shown(quote, STYLE)
        words = list(re.finditer(r"[^\W\d_]+", text))[1:]
        raised = {word[0] for word in words if word[0] != word[0].lower()}
        assert raised <= allowed, (raised - allowed, text)


def test_nearly_every_sentence_of_our_report_has_a_readable_form() -> None:
    as_source = [quote for quote in QUOTES if shown(quote, STYLE) == as_it_stands(quote)]
    assert len(QUOTES) == 222
    assert len(as_source) <= 6
    assert any("aircaft" in quote for quote in as_source)  # a slip of the report


@pytest.mark.parametrize(
    ("report", "quote", "expected"),
    [
        ("president bush left.", "in bush's view, yes.", "In Bush's view, yes."),
        ("president obama rose.", "obama rose.", "Obama rose."),
        ("george bush won.", "after george bush won.", None),
        ("president bush saw a bush fire.", "president bush left.", "President Bush left."),
        ("president bush saw a bush fire.", "a bush fire.", None),
        ("mayor anna zzyzek spoke.", "then zzyzek left.", "Then Zzyzek left."),
        ("", "then zzyzek left.", None),
        ("the zzyzek administration fell.", "zzyzek's fall.", "Zzyzek's fall."),
        ("a zzyzek's fall.", "zzyzek's fall.", None),
        ("they met at camp zzyzek.", "near zzyzek.", "Near Zzyzek."),
        ("prime minister bill zzyzek", "a bill that passed.", "A bill that passed."),
        ("", "the general may march to war.", "The general may march to war."),
        ("", "in march, by may, since march 2011.", "In March, by May, since March 2011."),
        (
            "zzyzek's fall — ababo kuzek and taro zzyzek.",
            "taro zzyzek ate taro.",
            "Taro Zzyzek ate taro.",
        ),
        ("", "turkey and greece agree.", None),
        ("", "exports to the us fell.", None),
        ("", "north texas grew.", None),
        ("", "north korea grew, and east asia.", "North Korea grew, and East Asia."),
        ("", "mark obama's words.", None),
        ("", "the fixed-wing aircaft.", None),
        ("", "world war ii and title iv.", "World War II and title IV."),
        (
            "",
            "see www.zzyzek.gov or http://zzyzek.org.",
            "See www.zzyzek.gov or http://zzyzek.org.",
        ),
        ("the program assessment rating tool (part) ran.", "it is part of it.", None),
        ("zzq (zoned zebra quotas) ended.", "the zzq ended.", "The ZZQ ended."),
        ("", "senator mcdonald and the diet.", "Senator McDonald and the diet."),
        ("senator mcdonagle spoke.", "a word of mcdonagle's.", "A word of McDonagle's."),
    ],
)
def test_a_word_is_a_name_by_its_place_or_the_sentence_stays(
    report: str, quote: str, expected: str | None
) -> None:
    assert shown(quote, style_of(f"{report} lower case it is, and long enough .")) == (
        quote if expected is None else expected
    )


CASED = [
    "Troops went to Tohoku, where the Security Consultative Committee met in the rain.",
    "As the Security Consultative Committee said, the people of Tohoku needed help.",
    "The report names the Joint Review Board twice, and a joint review board once.",
    "Here is the Joint Review Board again, with not one Zzyzek seen but once.",
    "TOHOKU AND THE ZZYZEK",
]


def test_a_lower_cased_report_learns_names_from_reports_with_capitals() -> None:
    text = "the security consultative committee saw tohoku, the joint review board and zzyzek."
    (learned,) = learned_names([text], lambda: CASED)
    assert learned == {
        "security consultative committee": "Security Consultative Committee",
        "tohoku": "Tohoku",
    }
    style = style_of(text).knowing(learned)
    assert shown("the security consultative committee saw tohoku.", style) == (
        "The Security Consultative Committee saw Tohoku."
    )
    assert shown("they saw zzyzek.", style) == "they saw zzyzek."


def test_what_is_learned_does_not_depend_on_the_order_of_the_reports() -> None:
    texts = ["they saw tohoku.", "the security consultative committee met."]
    expected = learned_names(texts, lambda: CASED)
    assert expected == [
        {"tohoku": "Tohoku"},
        {"security consultative committee": "Security Consultative Committee"},
    ]
    assert learned_names(texts, lambda: CASED[::-1]) == expected
    assert learned_names(texts[::-1], lambda: CASED) == expected[::-1]
