"""What training learns from, and the files that it is kept in: texts and examples.

This module, and what else the chain needs (``training.chain``), imports nothing that reads
reports or builds an index, so that it runs where only torch and the like are installed.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from index.types import Key

# A question is easy where a sentence that answers leads by this much of the first
# stage's score.
_EASY_LEAD = 0.1
_DIGITS = 4
WITHIN, ELSEWHERE = 24, 12
"""How many passages of the question's document, and of others, the first stage brings."""
RANKED = "ranked-"
"""Names in a pack begin with this where the candidates are those of the encoder that ships."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A question or a claim.

    Attributes:
        right: numbers of the sentences that answer it or bear on it.
        partly: numbers of those that do so in part, which are neither right nor wrong.
    """

    text: str
    right: frozenset[int]
    partly: frozenset[int]


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a training set.

    Attributes:
        sentences: in order, on one line each.
    """

    set_name: str
    sentences: tuple[str, ...]
    queries: tuple[TextQuery, ...]


def passages(text: Text, characters: int) -> list[str]:
    """Return the document in stretches of whole sentences of about this many characters."""
    lengths, starts, total = [len(one) + 1 for one in text.sentences], [0], 0
    for at, length in enumerate(lengths):
        if total + length > characters and total:
            starts.append(at)
            total = 0
        total += length
    return [
        " ".join(text.sentences[first:last])
        for first, last in pairwise([*starts, len(text.sentences)])
    ]


@dataclass(frozen=True, slots=True)
class Example:
    """A question to train on or to measure with.

    Attributes:
        gold: the passages to rank first; where in the sentence the short answer stands,
            or None where the whole sentence is the answer.
        answers: whether these answer; those that contradict a claim bear on it only.
        partly: passages that answer in part, which are never wrong ones.
        near: passages of the question's document that are wrong: those that look right,
            then best by the first stage first.
        tempting: how many of these look right.
        elsewhere: such passages of other documents.
        first_stage: the cosine and the share of each passage that the first stage brought.
    """

    id: str
    text: str
    gold: dict[Key, Span | None]
    answers: bool
    partly: frozenset[Key]
    near: list[Key]
    tempting: int
    elsewhere: list[Key]
    first_stage: dict[Key, tuple[float, float]]

    def fused(self) -> dict[Key, float]:
        """Return the first stage's score of each passage that it ranked."""
        return {key: sum(both) / 2 for key, both in self.first_stage.items()}

    def easy(self) -> bool:
        """Tell whether the first stage alone puts a sentence that answers well before the rest."""
        fused = self.fused()
        best = max((fused.get(key, 0.0) for key in self.gold), default=0.0)
        return best - _EASY_LEAD > max(
            (score for key, score in fused.items() if key not in self.gold), default=0.0
        )


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """The examples of one question set, and all sentences of its documents."""

    name: str
    sentences: dict[Key, str]
    examples: list[Example]

    def reports(self) -> Iterator[tuple[str, list[Key]]]:
        """Yield each report with the keys of its sentences, in order."""
        for report, keys in groupby(sorted(self.sentences), lambda key: key.report):
            yield report, list(keys)


def write_texts(texts: Iterable[Text], path: Path) -> None:
    """Write texts, one a line."""
    _write(
        path,
        (
            [
                text.set_name,
                text.sentences,
                [[one.text, sorted(one.right), sorted(one.partly)] for one in text.queries],
            ]
            for text in texts
        ),
    )


def read_texts(path: Path) -> list[Text]:
    """Read what ``write_texts`` wrote."""
    return [
        Text(
            name,
            tuple(sentences),
            tuple(
                TextQuery(text, frozenset(right), frozenset(partly))
                for text, right, partly in queries
            ),
        )
        for name, sentences, queries in _read(path)
    ]


def write_examples(examples: ExampleSet, path: Path) -> None:
    """Write a set, its sentences in the first line; a passage is its place among them."""
    keys = sorted(examples.sentences)
    places = {key: at for at, key in enumerate(keys)}
    head = [examples.name, keys, [examples.sentences[key] for key in keys]]

    def row(one: Example) -> list[Any]:
        return [
            one.id,
            one.text,
            [[places[key], span] for key, span in one.gold.items()],
            one.answers,
            [places[key] for key in sorted(one.partly)],
            [places[key] for key in one.near],
            one.tempting,
            [places[key] for key in one.elsewhere],
            [
                [places[key], round(cosine, _DIGITS), round(share, _DIGITS)]
                for key, (cosine, share) in one.first_stage.items()
            ],
        ]

    _write(path, (head, *map(row, examples.examples)))


def read_examples(path: Path) -> ExampleSet:
    """Read what ``write_examples`` wrote."""
    rows = _read(path)
    name, stored, sentences = next(rows)
    keys = [Key(report, number) for report, number in stored]
    return ExampleSet(
        name,
        dict(zip(keys, sentences, strict=True)),
        [
            Example(
                number,
                text,
                {keys[at]: (span[0], span[1]) if span else None for at, span in gold},
                answers,
                frozenset(keys[at] for at in partly),
                [keys[at] for at in near],
                tempting,
                [keys[at] for at in elsewhere],
                {keys[at]: (cosine, share) for at, cosine, share in first_stage},
            )
            for number, text, gold, answers, partly, near, tempting, elsewhere, first_stage in rows
        ],
    )


def _write(path: Path, rows: Iterable[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows
    )
    with (
        path.open("wb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as stream,
    ):
        stream.writelines(lines)


def _read(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)
