from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quotes.tokens import Tokens, is_line_end_hyphen, plain, tokens

TEXTS = st.text(
    st.sampled_from(
        list("abcdeé ﬁ'’\"“”-–—−\u00ad\u200b\u0301.,;:()[]*_`…0123456789%$²½µß\n\t\u00a0")
    )
)


def _read(text: str, **options: Any) -> list[tuple[str, str]]:
    found = tokens(text, **options)
    return list(zip(found.keys, found.kinds, strict=True))


@given(TEXTS)
def test_tokens_stand_in_order_at_their_places_and_cover_all_but_space_and_the_invisible(
    text: str,
) -> None:
    found = tokens(text)
    end = 0
    for at in range(len(found)):
        assert end <= found.starts[at] < found.ends[at]
        assert not text[end : found.starts[at]].strip(" \n\t\u00a0\u00ad\u200b\u0301")
        end = found.ends[at]
    assert not text[end:].strip(" \n\t\u00a0\u00ad\u200b\u0301")


@given(TEXTS, TEXTS, TEXTS)
def test_a_window_has_the_tokens_of_its_text_at_its_place(
    before: str, text: str, after: str
) -> None:
    whole, window = f"{before} {text} {after}", (len(before) + 1, len(before) + 1 + len(text))
    found, alone = tokens(whole, window), tokens(text)
    assert (found.keys, found.kinds) == (alone.keys, alone.kinds)
    assert [whole[slice(*each)] for each in zip(found.starts, found.ends, strict=True)] == [
        text[slice(*each)] for each in zip(alone.starts, alone.ends, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Japan’s", [("japan's", "word")]),
        ("it`s", [("it's", "word")]),
        ("U.S. e.g. Ph.D", [("u.s", "word"), (".", "stop"), ("e.g", "word"), (".", "stop"),
                            ("ph", "word"), (".", "stop"), ("d", "word")]),
        ("u.s.a1", [("u.s", "word"), (".", "stop"), ("a1", "word")]),
        ("1990s 4x4 3½ CO₂", [(one, "word") for one in ("1990s", "4x4", "3½", "co₂")]),
        ("50,000 1,234.5 1000,000 1,2", [("50000", "number"), ("1234.5", "number"),
            ("1000", "number"), (",", "stop"), ("000", "number"),
            ("1", "number"), (",", "stop"), ("2", "number")]),
        ("1.5 .5 1·5 3.2.1", [(one, "number") for one in ("1.5", ".5", "1·5", "3.2.1")]),
        ("10⁶ m²", [("10", "number"), ("⁶", "raised"), ("m", "word"), ("²", "raised")]),
        ("-5, −5, ‒5,", [("−", "sign"), ("5", "number"), (",", "stop")] * 3),
        ("$-5, -$5", [("$", "symbol"), ("−", "sign"), ("5", "number"), (",", "stop"),
                     ("−", "sign"), ("$", "symbol"), ("5", "number")]),
        ("5-6 5 -6 F-3 ²-3 a -b", [("5", "number"), ("-", "dash"), ("6", "number"),
            ("5", "number"), ("-", "dash"), ("6", "number"), ("f", "word"), ("-", "dash"),
            ("3", "number"), ("²", "raised"), ("-", "dash"), ("3", "number"),
            ("a", "word"), ("-", "dash"), ("b", "word")]),
        ("a - 5", [("a", "word"), ("-", "dash"), ("5", "number")]),
        ("(5) (-5%) ($5)", [("(#", "sign"), ("5", "number"), ("#)", "sign"),
            ("(#", "sign"), ("−", "sign"), ("5", "number"), ("%", "symbol"), ("#)", "sign"),
            ("(#", "sign"), ("$", "symbol"), ("5", "number"), ("#)", "sign")]),
        ("(5 a) a) (a) (5, 6)", [("(", "bracket"), ("5", "number"), ("a", "word"),
            (")", "bracket"), ("a", "word"), (")", "bracket"), ("(", "bracket"), ("a", "word"),
            (")", "bracket"), ("(", "bracket"), ("5", "number"), (",", "stop"), ("6", "number"),
            (")", "bracket")]),
        (") 5)", [(")", "bracket"), ("5", "number"), (")", "bracket")]),
        ("((5))", [("(", "bracket"), ("(#", "sign"), ("5", "number"), ("#)", "sign"),
                   (")", "bracket")]),
        ("a <= b >= c ± d", [("a", "word"), ("≤", "symbol"), ("b", "word"), ("≥", "symbol"),
                             ("c", "word"), ("±", "symbol"), ("d", "word")]),
        ("… a ... a . . . a [...] a (…) a * * * a …. a",
         [("…", "ellipsis"), ("a", "word")] * 7),
        (". .", [(".", "stop")] * 2),
        ("a--b — ‒", [("a", "word"), ("-", "dash"), ("b", "word"), ("-", "dash"), ("-", "dash")]),
        ("``a'' „b“ ‹c›", [('"', "quote"), ("a", "word"), ('"', "quote"), ('"', "quote"),
            ("b", "word"), ('"', "quote"), ('"', "quote"), ("c", "word"), ('"', "quote")]),
        ("**a** _b_ `c` ~~d~~ • †", [("*", "marker"), ("a", "word"), ("*", "marker"),
            ("*", "marker"), ("b", "word"), ("*", "marker"), ("*", "marker"), ("c", "word"),
            ("*", "marker"), ("*", "marker"), ("d", "word"), ("*", "marker"),
            ("*", "marker"), ("*", "marker")]),
        ("[a](http://b.c/d) [e](f)", [("*", "marker"), ("a", "word"), ("*", "marker"),
            ("[", "bracket"), ("e", "word"), ("]", "bracket"), ("(", "bracket"), ("f", "word"),
            (")", "bracket")]),
        ("5 * 3 a_b @", [("5", "number"), ("*", "other"), ("3", "number"), ("a", "word"),
                         ("_", "other"), ("b", "word"), ("@", "other")]),
        ("µg ﬁn ＡＢ", [("μg", "word"), ("fin", "word"), ("ab", "word")]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_read_as_tokens_of_these_kinds(text: str, read: list[tuple[str, str]]) -> None:
    assert _read(text) == read


def test_dots_group_digits_where_the_report_does_so() -> None:
    assert _read("50.000 1.250.000 1.5", dot_groups=True) == [
        ("50000", "number"), ("1250000", "number"), ("1.5", "number")
    ]  # fmt: skip
    assert _read("50.000") == [("50.000", "number")]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("sta-\ntioned", True),
        ("sta-\r\n  tioned", True),
        ("sta- tioned", False),
        ("sta -\ntioned", False),
        ("Anglo-\nAmerican", False),
    ],
)
def test_a_line_end_hyphen_hangs_on_a_word_before_a_lower_case_letter(
    text: str, is_one: bool
) -> None:
    assert is_line_end_hyphen(tokens(text), 1) is is_one


@pytest.mark.parametrize("text", ["-\na", "a-"])
def test_a_dash_without_a_word_on_both_sides_is_no_line_end_hyphen(text: str) -> None:
    found = tokens(text)
    assert not is_line_end_hyphen(found, found.keys.index("-"))


@pytest.mark.parametrize(
    ("key", "bare"), [("café", "cafe"), ("straße", "strasse"), ("œuvre", "oeuvre"), ("u.s", "us")]
)
def test_a_plain_key_has_no_accents_and_no_points(key: str, bare: str) -> None:
    assert plain(key) == bare


def test_a_span_of_no_tokens_stands_behind_the_token_before() -> None:
    found = tokens(" ab cd ")
    assert [found.span(*each) for each in ((0, 2), (1, 2), (0, 0), (1, 1), (2, 2))] == [
        (1, 6), (4, 6), (1, 1), (3, 3), (6, 6)
    ]  # fmt: skip
    assert tokens(" ").span(0, 0) == (1, 1)


def test_chosen_tokens_keep_their_places() -> None:
    found = tokens("ab cd ef").chosen([0, 2])
    assert found == Tokens("ab cd ef", ["ab", "ef"], ["word", "word"], [0, 6], [2, 8])
    assert (len(found), found.form(1), found.between(0)) == (2, "ef", " cd ")
