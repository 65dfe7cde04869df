from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.rerank.model import PACKAGED_RERANKER, TOKENIZER
from index.rerank.windows import (
    CONTEXT_TOKENS,
    QUESTION_TOKENS,
    SENTENCE_TOKENS,
    WINDOW_TOKENS,
    WindowMaker,
    padded,
)
from index.types import Key

SENTENCES = {
    Key("bay", 4): "The ferry leaves at nine.",
    Key("bay", 5): "It carries forty cars.",
    Key("bay", 6): "Tickets cost twelve dollars.",
    Key("bay", 9): "Children travel free of charge.",
}


def keys(*numbers: int) -> list[Key]:
    return [Key("bay", number) for number in numbers]


@cache
def maker() -> WindowMaker:
    return WindowMaker(Tokenizer.from_file(str(PACKAGED_RERANKER / TOKENIZER)))


def words(ids: list[int]) -> str:
    tokenizer = Tokenizer.from_file(str(PACKAGED_RERANKER / TOKENIZER))
    return str(tokenizer.decode(ids, skip_special_tokens=False))


def test_a_candidate_is_read_behind_the_question_and_the_sentence_before_it() -> None:
    (window,) = maker().windows("When does it leave?", keys(5), SENTENCES)
    assert words(window.ids) == (
        "[CLS] when does it leave? [SEP] the ferry leaves at nine. [SEP] "
        "it carries forty cars. [SEP]"
    )
    first, last = window.spans[Key("bay", 5)]
    assert words(window.ids[first:last]) == "it carries forty cars. [SEP]"
    assert window.types == [0] * 7 + [1] * (len(window.ids) - 7)


def test_a_sentence_that_begins_its_report_is_read_without_one_before_it() -> None:
    (window,) = maker().windows("who?", keys(9), SENTENCES)
    assert words(window.ids) == "[CLS] who? [SEP] children travel free of charge. [SEP]"


def test_each_candidate_has_a_window_whichever_others_are_read() -> None:
    windows = maker().windows("who?", keys(9, 5, 6, 5), SENTENCES)
    assert [list(window.spans) for window in windows] == [keys(5), keys(6), keys(9)]
    assert maker().windows("who?", keys(6), SENTENCES) == [windows[1]]


def test_rows_that_follow_each_other_share_a_window() -> None:
    windows = maker().windows("who?", keys(4, 5, 6, 9), SENTENCES, rows=keys(5, 6, 9))
    assert [list(window.spans) for window in windows] == [keys(4), keys(5, 6), keys(9)]
    first, second = windows[1].spans.values()
    assert words(windows[1].ids[first[0] : second[1]]) == (
        "it carries forty cars. [SEP] tickets cost twelve dollars. [SEP]"
    )
    assert maker().windows("who?", keys(4, 9), SENTENCES) == [windows[0], windows[2]]


def test_offsets_point_into_the_sentence() -> None:
    (window,) = maker().windows("how much?", keys(6), SENTENCES)
    first, last = window.spans[Key("bay", 6)]
    spans = window.offsets[first : last - 1]
    assert [SENTENCES[Key("bay", 6)][start:end] for start, end in spans] == [
        *("Tickets", "cost", "twelve", "dollars", ".")
    ]


@given(
    st.text(max_size=400),
    st.dictionaries(
        st.builds(Key, st.sampled_from(["a", "b"]), st.integers(1, 20)),
        st.text(max_size=900),
        min_size=1,
        max_size=8,
    ),
)
def test_every_window_keeps_the_limits(question: str, sentences: dict[Key, str]) -> None:
    rows = [key for key in sentences if key.report == "b"]
    windows = maker().windows(question, sentences, sentences, rows)
    assert sorted(key for window in windows for key in window.spans) == sorted(sentences)
    for window in windows:
        assert len(window.ids) == len(window.types) == len(window.offsets)
        of_rows = any(key in rows for key in window.spans)
        most = WINDOW_TOKENS if of_rows else SENTENCE_TOKENS
        longest = 2 + QUESTION_TOKENS + CONTEXT_TOKENS + 1 + most + 1
        assert len(window.ids) <= longest
        for key, (first, last) in window.spans.items():
            assert 0 < last - first <= SENTENCE_TOKENS + 1
            for start, end in window.offsets[first : last - 1]:
                assert 0 <= start <= end <= len(sentences[key])


def test_windows_of_unequal_length_are_padded() -> None:
    windows = maker().windows("who?", keys(5, 9), SENTENCES)
    ids, mask, types = padded(windows)
    assert ids.shape == mask.shape == types.shape == (2, max(len(one.ids) for one in windows))
    assert mask.sum(axis=1).tolist() == [len(one.ids) for one in windows]
    assert (ids[mask == 0] == 0).all()


def test_a_tokenizer_of_another_kind_is_refused() -> None:
    from tokenizers.models import WordLevel

    with pytest.raises(ValueError, match=r"no \[CLS\]"):
        WindowMaker(Tokenizer(WordLevel({"a": 0}, unk_token="a")))
