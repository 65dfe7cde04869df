import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.display import Style, readable, readable_text, style_of
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from tests.conftest import ALLIANCE

STYLE = style_of(ALLIANCE.read_text(encoding="utf-8"))


def test_our_report_is_known_to_be_tokenised_and_lower_cased_with_its_acronyms() -> None:
    assert STYLE.tokenised
    assert STYLE.lower_cased
    assert {"sdf", "dpj", "ldp", "usfj", "mcas"} <= set(STYLE.acronyms)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "the u.s. - japan alliance ( see p. 3 ) costs 40% , or $ 3 .",
            "The U.S.-Japan alliance (see p. 3) costs 40%, or $3.",
        ),
        (
            "half of usfj personnel , e.g. in may 2015 .",
            "Half of USFJ personnel, e.g. in May 2015.",
        ),
        ('stating that "it will never be . .', 'Stating that "it will never be.'),
        ("released by the u.s .\n\nsecretaries .", "Released by the U.S. secretaries."),
        ("japan's ndaas for fy2012 may pass .", "Japan's NDAAs for FY2012 may pass."),
    ],
)
def test_a_tokenised_sentence_becomes_readable(quote: str, expected: str) -> None:
    assert readable(quote, STYLE).text == expected


def test_every_sentence_of_our_report_maps_back_to_its_source() -> None:
    text = ALLIANCE.read_text(encoding="utf-8")
    for start, end in sentence_spans(text, find_blocks(text)):
        quote = text[start:end]
        display = readable(quote, STYLE)
        assert list(display.offsets) == sorted(set(display.offsets))
        assert [
            quote[at].lower() if not quote[at].isspace() else " " for at in display.offsets
        ] == [character.lower() for character in display.text]
        dropped = set(range(len(quote))) - set(display.offsets)
        assert all(quote[at].isspace() or quote[at] == "." for at in dropped)


def test_a_huge_sentence_with_many_marks_is_quick() -> None:
    quote = "word " * 50_000
    display = readable(quote, Style(tokenised=True, lower_cased=True))
    started = time.perf_counter()
    assert len(display.spans([(at, at + 4) for at in range(0, len(quote), 5)])) == 50_000
    assert time.perf_counter() - started < 2


def test_cased_prose_stays_as_it_is() -> None:
    text = "The U.S. Navy left. It is, as ever, in New York. The march may go on."
    assert readable(text, style_of(text)).text == text


@given(st.text(max_size=80), st.booleans(), st.booleans())
def test_any_text_has_one_offset_a_character(quote: str, tokenised: bool, lower: bool) -> None:
    display = readable(quote, Style(tokenised, lower))
    assert len(display.text) == len(display.offsets)
    assert display.spans([(0, len(quote))]) == ([(0, len(display.text))] if display.text else [])


@given(st.text().map(str.strip), st.booleans())
def test_the_readable_text_is_the_same_without_a_map(quote: str, tokenised: bool) -> None:
    style = Style(tokenised, tokenised)
    assert readable_text(quote, style) == readable(quote, style).text


MARKS = [*".,()%$-/':.5[]ßŉİ\"\n\t", "the", "u.s", "japan's", "ndaa", "fy2012", "may", "..", "b."]
WORDS = st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=25).map(" ".join)


@given(WORDS, st.booleans(), st.booleans(), st.lists(st.sampled_from(["ndaa", "us"]), max_size=2))
def test_every_readable_character_is_that_of_its_offset(
    quote: str, tokenised: bool, lower: bool, acronyms: list[str]
) -> None:
    display = readable(quote, Style(tokenised, lower, tuple(acronyms)))
    assert list(display.offsets) == sorted(set(display.offsets))
    assert all(0 <= at < len(quote) for at in display.offsets)
    for at, shown in zip(display.offsets, display.text, strict=True):
        own = quote[at]
        assert shown == own or shown == own.upper() or (shown == " " and own.isspace())
    for at in range(len(display.text)):
        first, last = display.offsets[at], display.offsets[at] + 1
        assert display.spans([(first, last)]) == [(at, at + 1)]
    lost = {quote[at] for at in set(range(len(quote))) - set(display.offsets)}
    assert all(character.isspace() or character == "." for character in lost)
