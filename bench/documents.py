"""Rank whole documents, to compare with published figures: python -m bench.documents.

BEIR's SciFact (Thakur and others, 2021) labels documents, not sentences, so each
document, title and text, is one row here: encoded once, cut where the model cuts,
and found by the same fused search as sentences are. The reranker reads the first ones,
as far as it reads a sentence. nDCG@10 as BEIR computes it.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import R, nDCG

from bench.results import save
from bench.sets import DATA, read_rows
from corpus.report import Passage
from corpus.settings import load_settings
from index.encode.choose import encoder_for_build
from index.rerank.ordering import ALONE, orderings
from index.rerank.protocol import Reranker
from index.store.local.lexical import LexicalIndex, LexicalWriter
from index.store.local.vectors import VectorIndex
from index.types import Hit, Key, Vectors
from index.words.terms import terms
from service.answers.opened import reranker_for

SET = "beir_scifact"
_DEPTH = 100
_VECTORS, _REREAD = "vectors alone", "fused + reranker"
PUBLISHED = {"BM25": 0.6789, _VECTORS: 0.6451}  # of all-MiniLM-L6-v2, without an adapter
_MEASURES = {"nDCG@10": nDCG @ 10, "recall@100": R @ 100}


def fused(
    vectors: VectorIndex, lexical: LexicalIndex, text: str, vector: Vectors, weight: float
) -> list[tuple[int, float, float, float]]:
    """Return row, score, cosine and share of the best documents, as ``index.search.search``."""
    words = [term.text for term in terms(text)]
    ((nearest, _),) = vectors.search(vector[None], _DEPTH, None)
    by_words = [row for row, _ in lexical.search(words, _DEPTH)]
    rows = np.array(sorted({*map(int, nearest), *by_words}), dtype=np.int64)
    known = lexical.shares(words, rows.tolist())
    shares = np.array([known.get(row, 0.0) for row in rows.tolist()])
    cosines = vectors.vectors(rows) @ vector
    scores = (1 - weight) * cosines + weight * shares
    order = np.lexsort((rows, -scores))[:_DEPTH]
    return [
        (int(rows[at]), float(scores[at]), float(cosines[at]), float(shares[at])) for at in order
    ]


def reread(
    reranker: Reranker,
    question: str,
    texts: Mapping[int, str],
    found: Sequence[tuple[int, float, float, float]],
) -> dict[int, float]:
    """Return the scores of the best documents once the reranker has read them.

    Args:
        found: row, score, cosine and share of each, best first.
    """
    keys = {Key("row", row + 1): row for row, *_ in found}
    sentences = {key: texts[row] for key, row in keys.items()}
    # Documents are no neighbours: each is read alone.
    results = {
        key: reranker.score(question, [key], {key: sentences[key]})[key] for key in sentences
    }
    hits = [
        Hit(
            Passage("row", row + 1, 0, len(texts[row]), texts[row], (1, 1)),
            score,
            score,
            cosine,
            share,
            reranked=results[Key("row", row + 1)],
        )
        for row, score, cosine, share in found
    ]
    ordering = orderings().get(reranker.identity.name, ALONE)
    return {keys[hit.key]: hit.score for hit in ordering.order(hits)}


def _measure(
    questions: Sequence[dict[str, Any]], run: dict[str, dict[str, float]]
) -> dict[str, float]:
    relevant = {question["qid"]: question["grades"] for question in questions}
    found = ir_measures.calc_aggregate(list(_MEASURES.values()), relevant, run)
    return {name: float(found[measure]) for name, measure in _MEASURES.items()}


def _show(
    name: str, questions: Sequence[dict[str, Any]], run: dict[str, dict[str, float]]
) -> dict[str, float]:
    figures = _measure(questions, run)
    cells = " | ".join(f"{figures[measure]:.4f}" for measure in _MEASURES)
    print(f"| {name} | {cells} | {PUBLISHED.get(name, '–')} |", flush=True)
    return figures


def main() -> None:
    """Print a table and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.documents")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    settings = load_settings()
    documents = list(read_rows(options.data / SET / "docs.jsonl.gz"))
    questions = list(read_rows(options.data / SET / "questions.jsonl.gz"))
    texts = [f"{document['title']} {document['text']}" for document in documents]
    with tempfile.TemporaryDirectory() as work:
        embedder = encoder_for_build(settings, None, Path(work)).embedder
        vectors = VectorIndex.of(embedder.encode(texts))
        asked = embedder.encode([question["question"] for question in questions])
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "lexical"
        rows = ((row, 0, [term.text for term in terms(text)]) for row, text in enumerate(texts))
        writer = LexicalWriter(folder)
        for row in rows:
            writer.add_passage(*row)
        writer.finish()
        lexical = LexicalIndex.load(folder)
        print("| system | " + " | ".join(_MEASURES) + " | published nDCG@10 |\n|---|---|---|---|")
        for name, weight in (("BM25", 1.0), (_VECTORS, 0.0), ("fused", None)):
            chosen = settings.lexical_weight if weight is None else weight
            run = {
                question["qid"]: {
                    documents[row]["doc_id"]: score
                    for row, score, *_ in fused(
                        vectors, lexical, question["question"], vector, chosen
                    )
                }
                for question, vector in zip(questions, asked, strict=True)
            }
            results[name] = _show(name, questions, run)
        reranker = reranker_for(settings)
        if reranker:
            run = {}
            for question, vector in zip(questions, asked, strict=True):
                text = question["question"]
                every = fused(vectors, lexical, text, vector, settings.lexical_weight)
                first = every[: settings.reranker_candidates]
                again = reread(reranker, text, dict(enumerate(texts)), first)
                lowest = min(again.values())
                again |= {row: lowest - at for at, (row, *_) in enumerate(every[len(first) :], 1)}
                run[question["qid"]] = {
                    documents[row]["doc_id"]: score for row, score in again.items()
                }
            results[_REREAD] = _show(_REREAD, questions, run)
    print(f"\nSaved in {save('documents', results)}")


if __name__ == "__main__":
    main()
