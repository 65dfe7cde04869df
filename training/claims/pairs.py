"""The pairs to learn from: claims with sentences, and what the sentences say of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sets import REPORT_TRAIN, documents, read_rows
from corpus.text.layout import find_blocks
from corpus.text.lexicon import words_of
from corpus.text.sentences import find_sentences
from index.rerank.pairs import Pair
from training.claims.alter import a_change, replaced
from training.forms import Thesaurus, in_other_words

SUPPORTS, OTHERWISE, SILENT = range(3)
NOT_SUPPORTS = 3
"""One of the last two: the label does not tell which."""
_OPENERS = words_of("The A An In On At By For Of Some Most More Many Under After Before")


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a report: its sentences in order, with their spans."""

    id: str
    text: str
    spans: tuple[tuple[int, int], ...]

    def pair(self, claim: str, at: int, sentence: str | None = None) -> Pair:
        """Return a claim with a sentence, or what stands for it, and its neighbours."""
        return Pair(
            claim,
            sentence if sentence is not None else self.sentence(at),
            self.sentence(at - 1),
            self.sentence(at + 1),
        )

    def sentence(self, at: int) -> str:
        """Return a sentence; "" before the first and after the last."""
        if not 0 <= at < len(self.spans):
            return ""
        start, end = self.spans[at]
        return " ".join(self.text[start:end].split())

    def rows(self, spans: Sequence[Sequence[int]]) -> list[int]:
        """Return the sentences that overlap some spans."""
        return [
            at
            for at, (start, end) in enumerate(self.spans)
            if any(start < last and first < end for first, last in spans)
        ]


def texts(data: Path, name: str = REPORT_TRAIN) -> dict[str, Text]:
    """Return the stretches of a set by their ids."""
    found = {}
    for _, row in documents(data / name):
        text = row["text"]
        spans = tuple(span for span, _ in find_sentences(text, find_blocks(text)))
        found[row["doc_id"]] = Text(row["doc_id"], text, spans)
    return found


def claims(data: Path, name: str = REPORT_TRAIN) -> list[dict[str, Any]]:
    """Return the claims of a set."""
    return list(read_rows(data / name / "claims.jsonl.gz"))


def pairs_of(row: dict[str, Any], text: Text, chance: random.Random) -> Iterator[tuple[Pair, int]]:
    """Yield pairs of a labelled claim: with its sentences, and with those that look right."""
    claim, verdict = row["claim"], row["verdict"]
    gold, also, tempts = (text.rows(row[name]) for name in ("sentences", "also", "tempts"))
    if row["kind"] == "two":
        if len(gold) > 1 and gold[-1] - gold[0] < len(gold) <= 3:
            yield text.pair(claim, gold[min(1, len(gold) - 1)]), SUPPORTS
    else:
        label = SUPPORTS if verdict == "supported" else OTHERWISE
        for at in gold[:2]:
            yield text.pair(claim, at), label
    if verdict != "supported":
        label = SILENT if verdict == "not_stated" else NOT_SUPPORTS
        for at in chance.sample(also, min(2, len(also))):
            yield text.pair(claim, at), label
    for at in tempts[:2]:
        if at not in gold and at not in also:
            yield text.pair(claim, at), SILENT
    rest = [at for at in range(len(text.spans)) if at not in {*gold, *also, *tempts}]
    near = [at for at in rest if any(abs(at - one) <= 2 for one in gold)] or rest
    if rest and chance.random() < 0.35:
        yield text.pair(claim, chance.choice(near if chance.random() < 0.5 else rest)), SILENT


def made_pairs(
    row: dict[str, Any],
    of_text: Sequence[dict[str, Any]],
    text: Text,
    thesaurus: Thesaurus,
    chance: random.Random,
) -> Iterator[tuple[Pair, int]]:
    """Yield pairs made by rule from a supported claim, and from a sentence beside it."""
    gold = text.rows(row["sentences"])
    if _is_plain(row) and gold:
        at, claim, sentence = gold[0], row["claim"], text.sentence(gold[0])
        if change := a_change(claim, text.text, chance):
            other = replaced(claim, change)
            own = replaced(sentence, change)
            if own == sentence:
                yield text.pair(other, at), NOT_SUPPORTS
            elif chance.random() < 0.6:
                yield text.pair(other, at, own), SUPPORTS
                yield (
                    text.pair(*((other, at) if chance.random() < 0.5 else (claim, at, own))),
                    OTHERWISE,
                )
            else:
                yield text.pair(other, at), OTHERWISE
        if (other_row := _other(row, of_text, chance)) is not None:
            link = chance.choice(("and", "while", "but"))
            joined = f"{claim.rstrip('.')}, {link} {_lower(other_row['claim'])}"
            beside = text.rows(other_row["sentences"])[0]
            if beside != at and chance.random() < 0.7:
                yield text.pair(joined, chance.choice((at, beside))), SILENT
            else:
                both = sentence if beside == at else f"{sentence} {text.sentence(beside)}"
                yield text.pair(joined, at, both), SUPPORTS
    at = chance.randrange(len(text.spans))
    sentence = text.sentence(at)
    if len(sentence.split()) > 7 and sentence[0].isupper():
        claim = in_other_words(sentence, thesaurus, chance)
        change = a_change(sentence, text.text, chance)
        if change is None or chance.random() < 0.35:
            yield text.pair(claim, at), SUPPORTS
        else:
            yield text.pair(replaced(claim, change), at), OTHERWISE


def _lower(claim: str) -> str:
    first, _, rest = claim.partition(" ")
    return f"{first.lower() if first in _OPENERS else first} {rest}"


def _other(
    row: dict[str, Any], of_text: Sequence[dict[str, Any]], chance: random.Random
) -> dict[str, Any] | None:
    """Return another supported claim of the same text, for one in five."""
    others = [one for one in of_text if one is not row and _is_plain(one)]
    return chance.choice(others) if others and chance.random() < 0.2 else None


def _is_plain(row: dict[str, Any]) -> bool:
    return row["verdict"] == "supported" and row["kind"] != "two" and bool(row["sentences"])


def epoch(
    rows: Sequence[dict[str, Any]],
    of: dict[str, Text],
    thesaurus: Thesaurus,
    chance: random.Random,
) -> list[tuple[Pair, int]]:
    """Return the pairs of every claim, made anew and in any order."""
    together: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        together.setdefault(row["doc_id"], []).append(row)
    found: list[tuple[Pair, int]] = []
    for row in rows:
        text = of[row["doc_id"]]
        found += pairs_of(row, text, chance)
        found += made_pairs(row, together[row["doc_id"]], text, thesaurus, chance)
    chance.shuffle(found)
    return found
