"""Batches for the encoder: stretches of documents with the queries that they answer."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from training.data import Text, passages

STRETCH = 64
"""Most sentences of a stretch."""
PASSAGE_CHARACTERS = 1100
"""Length of the long passages; the model reads some 256 tokens."""
_MOST_QUERIES = 24
_LONGEST = 192
# How often a stretch of a set is drawn: the closer to reports, the more.
_SHARE = {
    "report_train": 1.0,
    "squad2_dev_half": 1.0,
    "selqa_dev": 0.6,
    "policyqa_devtest": 0.15,
    "squadshifts_reddit": 0.35,
    "squadshifts_amazon_reviews": 0.25,
}

Tokens = list[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a stretch; the numbers count from the start of the stretch."""

    tokens: Tokens
    right: frozenset[int]
    partly: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sentences of a document."""

    set_name: str
    sentences: list[Tokens]
    queries: list[Asked]


class Stretches:
    """Draws stretches, and texts without labels, at random."""

    def __init__(
        self, texts: Sequence[Text], statements: Sequence[str], tokenizer: Tokenizer, seed: int
    ) -> None:
        """Tokenise everything.

        Args:
            statements: single sentences without labels, such as definitions.
            tokenizer: of the encoder; its truncation is set here.
        """
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        self._chance = random.Random(seed)
        self.stretches = [one for text in texts for one in _stretches(text, tokenizer)]
        tokenizer.enable_truncation(256)
        long = [one for text in texts for one in passages(text, PASSAGE_CHARACTERS)]
        self._passages = [one.ids for one in tokenizer.encode_batch_fast(long)]
        self._statements = [one.ids for one in tokenizer.encode_batch_fast(list(statements))]
        self._statements += [
            one for stretch in self.stretches for one in stretch.sentences if len(one) > 8
        ]

    def batches(self, sentences: int) -> Iterator[list[Stretch]]:
        """Yield stretches of at least this many sentences together, for ever."""
        while True:
            epoch = [one for one in self.stretches if self._chance.random() < _SHARE[one.set_name]]
            self._chance.shuffle(epoch)
            batch: list[Stretch] = []
            for one in epoch:
                queries = one.queries
                if len(queries) > _MOST_QUERIES:
                    queries = self._chance.sample(queries, _MOST_QUERIES)
                batch.append(Stretch(one.set_name, one.sentences, queries))
                if sum(len(stretch.sentences) for stretch in batch) >= sentences:
                    yield batch
                    batch = []

    def unlabelled(self, passages: int, statements: int) -> tuple[list[Tokens], list[Tokens]]:
        """Return some long passages and some statements."""
        return (
            self._chance.sample(self._passages, min(passages, len(self._passages))),
            self._chance.sample(self._statements, min(statements, len(self._statements))),
        )


def _stretches(text: Text, tokenizer: Tokenizer) -> Iterator[Stretch]:
    sentences = [one.ids for one in tokenizer.encode_batch_fast(list(text.sentences))]
    for first in range(0, len(sentences), STRETCH):
        here = range(first, min(first + STRETCH, len(sentences)))
        queries = [
            Asked(
                tokenizer.encode(query.text).ids,
                frozenset(at - first for at in query.right if at in here),
                frozenset(at - first for at in query.partly if at in here),
            )
            for query in text.queries
            if min(query.right) in here
        ]
        if queries:
            yield Stretch(text.set_name, sentences[first : here.stop], queries)
