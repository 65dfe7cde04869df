"""The documents of the training sets as sentences, with the queries that they answer.

The questions come from openly licensed sets (see the model card). The claims
about reports are queries too: the sentences that bear on a claim are those to find.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from bench.sets import (
    ANSWERS,
    REPORT_TRAIN,
    SQUAD2,
    SUPPORTS,
    TRAINED_ON,
    documents,
    labelled_questions,
    read_rows,
)
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from training.data import Span, Text, TextQuery

TRAINING_SETS = (
    REPORT_TRAIN,
    SQUAD2,
    "selqa_dev",
    "policyqa_devtest",
    "squadshifts_reddit",
    "squadshifts_amazon_reviews",
)
_SEED = 20261126


def training_texts(name: str, data: Path, *, most_queries: int | None = None) -> list[Text]:
    """Return the documents of a set that has queries to learn from.

    Args:
        data: folder of all sets.
        most_queries: of the set, drawn at random; all when None.
    """
    asked: dict[str, list[tuple[str, list[Span], list[Span]]]] = {}
    for question in labelled_questions(data / name, data):
        if question.answerable and (name != SQUAD2 or question.kind == TRAINED_ON):
            right = [(one.start, one.end) for one in question.labels if one.grade == ANSWERS]
            partly = [(one.start, one.end) for one in question.labels if one.grade == SUPPORTS]
            asked.setdefault(question.report, []).append((question.text, right, partly))
    for report, query in _claims(data / name):
        asked.setdefault(report, []).append(query)
    count = sum(map(len, asked.values()))
    kept = min(1.0, (most_queries or count) / max(count, 1))
    chance = random.Random(_SEED)
    found = []
    for report, document in documents(data / name):
        text = document["text"]
        spans = sentence_spans(text, find_blocks(text))
        queries = tuple(
            TextQuery(query, _touched(spans, right), _touched(spans, partly))
            for query, right, partly in asked.get(report, ())
            if chance.random() < kept
        )
        if queries:
            sentences = tuple(" ".join(text[start:end].split()) for start, end in spans)
            found.append(Text(name, sentences, tuple(one for one in queries if one.right)))
    return found


def _claims(folder: Path) -> Iterator[tuple[str, tuple[str, list[Span], list[Span]]]]:
    """Yield the report of each claim that a sentence of it supports or contradicts."""
    if not (folder / "claims.jsonl.gz").is_file():
        return
    ids = {document["doc_id"]: name for name, document in documents(folder)}
    for row in read_rows(folder / "claims.jsonl.gz"):
        if row["sentences"]:
            right = [(start, end) for start, end in row["sentences"]]
            yield (
                ids[row["doc_id"]],
                (
                    row["claim"],
                    right,
                    [(start, end) for start, end in row["also"]],
                ),
            )


def _touched(spans: list[Span], labels: list[Span]) -> frozenset[int]:
    return frozenset(
        at
        for at, (start, end) in enumerate(spans)
        if any(start < last and first < end for first, last in labels)
    )
