"""Rank whole documents, to compare with published figures: python -m bench.documents.

BEIR's SciFact (Thakur and others, 2021) labels documents, not sentences, so each
document, title and text, is one row here: encoded once, cut where the model cuts,
and found by the same fused search as sentences are. nDCG@10 as BEIR computes it.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import R, nDCG

from bench.results import save
from bench.sets import DATA, read_rows
from corpus.settings import load_settings
from index.encode.choose import encoder_for_build
from index.store.local.lexical import LexicalIndex, LexicalWriter
from index.store.local.vectors import VectorIndex
from index.types import Vectors
from index.words.terms import terms

SET = "beir_scifact"
_DEPTH = 100
_MEASURES = {"nDCG@10": nDCG @ 10, "recall@100": R @ 100}
PUBLISHED = {"BM25": 0.6789, "all-MiniLM-L6-v2": 0.6451}


def fused(
    vectors: VectorIndex, lexical: LexicalIndex, text: str, vector: Vectors, weight: float
) -> list[tuple[int, float]]:
    """Return (row, score) of the best documents; the formula is that of ``index.search.search``."""
    words = [term.text for term in terms(text)]
    ((nearest, _),) = vectors.search(vector[None], _DEPTH, None)
    by_words = [row for row, _ in lexical.search(words, _DEPTH)]
    rows = np.array(sorted({*map(int, nearest), *by_words}), dtype=np.int64)
    known = lexical.shares(words, rows.tolist())
    shares = np.array([known.get(row, 0.0) for row in rows.tolist()])
    scores = (1 - weight) * (vectors.vectors(rows) @ vector) + weight * shares
    order = np.lexsort((rows, -scores))[:_DEPTH]
    return [(int(rows[at]), float(scores[at])) for at in order]


def _measure(
    questions: Sequence[dict[str, Any]], run: dict[str, dict[str, float]]
) -> dict[str, float]:
    relevant = {question["qid"]: question["grades"] for question in questions}
    found = ir_measures.calc_aggregate(list(_MEASURES.values()), relevant, run)
    return {name: float(found[measure]) for name, measure in _MEASURES.items()}


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
        for name, weight in (("BM25", 1.0), ("all-MiniLM-L6-v2", 0.0), ("fused", None)):
            chosen = settings.lexical_weight if weight is None else weight
            run = {
                question["qid"]: {
                    documents[row]["doc_id"]: score
                    for row, score in fused(vectors, lexical, question["question"], vector, chosen)
                }
                for question, vector in zip(questions, asked, strict=True)
            }
            results[name] = _measure(questions, run)
            cells = " | ".join(f"{results[name][measure]:.4f}" for measure in _MEASURES)
            print(f"| {name} | {cells} | {PUBLISHED.get(name, '–')} |", flush=True)
    print(f"\nSaved in {save('documents', results)}")


if __name__ == "__main__":
    main()
