"""Make the token windows of a claim with a sentence that may support it.

A window is [CLS] claim [SEP] sentence before [SEP] sentence [SEP] sentence after [SEP]. Training
and serving use the same windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.rerank.windows import set_up

CLAIM_TOKENS = 64
SENTENCE_TOKENS = 128
BESIDE_TOKENS = 36
"""Maximum tokens of the sentence before, of which the last count, and after, the first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim with a sentence of a report and its neighbours, "" where there are none."""

    claim: str
    sentence: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PairWindow:
    """The tokens of a pair.

    Attributes:
        ids: of the tokens.
        types: 0 for the tokens of the claim, 1 for the others.
        claim, sentence: first and last token (exclusive) of both.
    """

    ids: list[int]
    types: list[int]
    claim: tuple[int, int]
    sentence: tuple[int, int]


class PairMaker:
    """Makes windows from pairs."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Set the tokenizer of a BERT model; its padding and truncation are turned off.

        Raises:
            ValueError: when its vocabulary lacks [CLS] or [SEP].
        """
        self._tokenizer = tokenizer
        self._cls, self._sep = set_up(tokenizer)

    def windows(self, pairs: Sequence[Pair]) -> list[PairWindow]:
        """Return the window of each pair, in order."""
        texts = sorted({t for p in pairs for t in (p.claim, p.sentence, p.before, p.after)})
        found = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ids = {text: one.ids for text, one in zip(texts, found, strict=True)}
        return [self._window(pair, ids) for pair in pairs]

    def _window(self, pair: Pair, ids: dict[str, list[int]]) -> PairWindow:
        claim = ids[pair.claim][:CLAIM_TOKENS]
        tokens = [self._cls, *claim, self._sep]
        types = [0] * len(tokens)
        if before := ids[pair.before][-BESIDE_TOKENS:]:
            tokens += [*before, self._sep]
        first = len(tokens)
        tokens += [*ids[pair.sentence][:SENTENCE_TOKENS], self._sep]
        last = len(tokens)
        if after := ids[pair.after][:BESIDE_TOKENS]:
            tokens += [*after, self._sep]
        types += [1] * (len(tokens) - len(types))
        return PairWindow(tokens, types, (1, len(claim) + 1), (first, last))
