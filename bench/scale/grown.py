"""Collections of any size: real sentences with their real vectors, then crossings of two.

A crossing is the first half of one sentence and the second half of another. Its vector leans from
the first one's towards the second one's, and is as near to the first as a real sentence is to its
nearest neighbour in the real collection.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.scale.took import Stopwatch, Took
from bench.sets import DATA, WORK, open_set, read_rows
from corpus.files import text_sha256
from corpus.report import Front, Passage, Report, Source
from index.store.local.vector_writer import VectorWriter
from index.types import Vectors

SETS = (
    "covidqa",
    "selqa_dev",
    "squad2_dev_half",
    "xquad_en",
    "wikiqa_dev",
    "multirc_dev",
    "policyqa_devtest",
    "squadshifts_reddit",
    "squadshifts_amazon_reviews",
)
ASKED = ("covidqa", "selqa_dev", "squad2_dev_half", "xquad_en")
SENTENCES_A_REPORT = 50
_REAL = WORK / "scale" / "real"
_SEED = 20261122
_NEIGHBOURS_OF = 1000
_REPORTS_AT_A_TIME = 400


@dataclass(frozen=True, slots=True)
class Real:
    """The real sentences, each once, and their vectors; shape (len(sentences), dimension)."""

    sentences: Sequence[str]
    vectors: Vectors


def _from_sets(data: Path) -> Real:
    """Return the sentences of the indexes over the question sets."""
    texts: list[str] = []
    vectors: list[Vectors] = []
    for name in SETS:
        view = open_set(name, data)[0].opened.generation
        for report in view.reports.values():
            passages = view.sentences(report.source.id)
            texts += [" ".join(passage.quote.split()) for passage in passages]
            vectors.append(view.vectors(report.keys))
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        first.setdefault(text, row)
    return Real(list(first), np.concatenate(vectors)[list(first.values())])


def real_sentences(data: Path = DATA) -> Real:
    """Return the sentences of the question sets; an earlier run's where it left them."""
    texts, vectors = _REAL.with_suffix(".json"), _REAL.with_suffix(".npy")
    if not (texts.is_file() and vectors.is_file()):
        made = _from_sets(data)
        _REAL.parent.mkdir(parents=True, exist_ok=True)
        np.save(vectors, made.vectors)
        texts.write_text(json.dumps(list(made.sentences)), encoding="utf-8")
    return Real(json.loads(texts.read_text(encoding="utf-8")), np.load(vectors))


def draw_questions(count: int, data: Path = DATA) -> list[str]:
    """Return real questions, as many of each set."""
    chance = random.Random(_SEED)  # noqa: S311
    drawn: list[str] = []
    for name in ASKED:
        texts = sorted({row["question"] for row in read_rows(data / name / "questions.jsonl.gz")})
        drawn += chance.sample(texts, count // len(ASKED))
    return drawn


def neighbour_cosines(real: Real) -> Vectors:
    """Return how near some real sentences are to their nearest neighbours."""
    chance = np.random.default_rng(_SEED)
    some = chance.choice(len(real.vectors), min(_NEIGHBOURS_OF, len(real.vectors)), replace=False)
    cosines = real.vectors[some] @ real.vectors.T
    cosines[np.arange(len(some)), some] = -1
    return np.asarray(cosines.max(axis=1))


def grow(real: Real, count: int) -> Iterator[tuple[list[str], Vectors]]:
    """Yield sentences and vectors, some thousands at a time: real ones first, then crossings."""
    size = SENTENCES_A_REPORT * _REPORTS_AT_A_TIME
    known = min(count, len(real.sentences))
    for first in range(0, known, size):
        last = min(first + size, known)
        yield list(real.sentences[first:last]), real.vectors[first:last]
    near = neighbour_cosines(real) if count > known else None
    chance = np.random.default_rng(_SEED)
    for first in range(known, count, size):
        some = min(size, count - first)
        left, right = chance.integers(0, len(real.sentences), (2, some))
        cosines = chance.choice(np.clip(near, 0, 0.98), some)  # type: ignore[arg-type]
        halves = ((real.sentences[a], real.sentences[b]) for a, b in zip(left, right, strict=True))
        vectors = lean(real.vectors[left], real.vectors[right], cosines)
        yield [_crossed(*pair) for pair in halves], vectors


def _crossed(left: str, right: str) -> str:
    first, second = left.split(), right.split()
    return " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])


def lean(vectors: Vectors, towards: Vectors, cosines: Vectors) -> Vectors:
    """Return unit vectors of these cosines with the first, turned towards the second."""
    across = towards - (towards * vectors).sum(1, keepdims=True) * vectors
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-6
    part = cosines[:, None].astype(np.float32)
    leant = part * vectors + np.sqrt(1 - part * part) * across
    return np.asarray(leant / np.linalg.norm(leant, axis=1, keepdims=True), dtype=np.float32)


def as_report(number: int, sentences: Sequence[str]) -> Report:
    """Return a report of one sentence a line."""
    name = f"grown{number:06d}"
    passages: list[Passage] = []
    at = 0
    for line, sentence in enumerate(sentences, start=1):
        end = at + len(sentence)
        passages.append(Passage(name, line, at, end, sentence, (line, line), paragraph=line))
        at = end + 1
    text = "\n".join(sentences)
    source = hashlib.sha256(name.encode()).hexdigest()
    return Report(
        Source(name), f"{name}.txt", source, text, text_sha256(text), Front(), tuple(passages)
    )


def grown_reports(real: Real, count: int) -> Iterator[tuple[Report, Vectors]]:
    """Yield the reports of a collection, with the vectors of their sentences."""
    number = 0
    for sentences, vectors in grow(real, count):
        for first in range(0, len(sentences), SENTENCES_A_REPORT):
            some = slice(first, first + SENTENCES_A_REPORT)
            yield as_report(number, sentences[some]), vectors[some]
            number += 1


def write_vectors(path: Path, real: Real, count: int, exact_up_to: int) -> Took:
    """Write the vectors of a collection as our own index; the time is the writer's."""
    watch = Stopwatch()
    writer = VectorWriter(path, exact_up_to)
    for _, vectors in grow(real, count):
        with watch.running():
            writer.add(vectors)
    with watch.running():
        writer.write()
    return watch.took
