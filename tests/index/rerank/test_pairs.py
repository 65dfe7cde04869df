from functools import cache

from tokenizers import Tokenizer

from index.rerank.model import PACKAGED_RERANKER, TOKENIZER
from index.rerank.pairs import BESIDE_TOKENS, CLAIM_TOKENS, SENTENCE_TOKENS, Pair, PairMaker


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(PACKAGED_RERANKER / TOKENIZER))


def words(ids: list[int]) -> str:
    return str(tokenizer().decode(ids, skip_special_tokens=False))


PAIR = Pair("It is blue.", "The ship is blue.", "There is a ship.", "It is new.")


def test_a_window_holds_claim_and_sentence_between_its_neighbours() -> None:
    [window] = PairMaker(tokenizer()).windows([PAIR])
    assert words(window.ids) == (
        "[CLS] it is blue. [SEP] there is a ship. [SEP] the ship is blue. [SEP] it is new. [SEP]"
    )
    assert words(window.ids[slice(*window.claim)]) == "it is blue."
    assert words(window.ids[slice(*window.sentence)]) == "the ship is blue. [SEP]"
    assert window.types == [0] * (window.claim[1] + 1) + [1] * (
        len(window.ids) - window.claim[1] - 1
    )


def test_a_sentence_without_neighbours_stands_alone() -> None:
    [window] = PairMaker(tokenizer()).windows([Pair("It is blue.", "The ship is blue.")])
    assert words(window.ids) == "[CLS] it is blue. [SEP] the ship is blue. [SEP]"


def test_long_texts_are_cut_and_the_sentence_before_keeps_its_end() -> None:
    long = "one " * 300
    [window] = PairMaker(tokenizer()).windows([Pair(long, long, f"{long} last", f"next {long}")])
    assert window.claim == (1, CLAIM_TOKENS + 1)
    assert window.sentence[1] - window.sentence[0] == SENTENCE_TOKENS + 1
    assert len(window.ids) == 1 + CLAIM_TOKENS + 1 + SENTENCE_TOKENS + 1 + 2 * (BESIDE_TOKENS + 1)
    before = window.ids[window.claim[1] + 1 : window.sentence[0]]
    assert words(before).endswith("one last [SEP]")
    assert words(window.ids[window.sentence[1] :]).startswith("next one")
