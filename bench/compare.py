"""Each part alone and together, and the peers, on the same sentences: python -m bench.compare.

All systems rank the same sentences with the same model, in one run. The peers:
txtai's hybrid index (``pip install txtai==9.14.0``; left out when it is missing),
and the script that most people would write, sentence vectors in a flat FAISS index.
The peers have the model itself, in full precision; ours has what the index exported of it.
"""

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.metrics import MEASURES, relevant_passages, retrieval_of
from bench.results import save
from bench.sets import DATA, SEED, SQUAD2, XQUAD, LabelledQuestion, never_trained_on, open_set
from index.build.sentence_vectors import encoder_text
from index.encode.sentence_transformer import SentenceTransformerEmbedder, model_folder
from index.rerank.second_stage import rerank
from index.search.search import Query, search
from index.store.local.vectors import VectorIndex
from index.types import Hit
from index.words.question_words import QuestionWords
from service.answers.engine import Engine

SETS = (SEED, XQUAD, SQUAD2)
_DEPTH = 10
_READ = 8

Ranking = list[str]
"""Citation ids, best first."""


class Bench:
    """A set's questions and sentences, for every system to rank."""

    def __init__(self, engine: Engine, questions: Sequence[LabelledQuestion]) -> None:
        """Encode the questions once, as they are and as they are searched for."""
        self.engine = engine
        self.questions = questions
        self.generation = engine.opened.generation
        view = self.generation
        self.passages = {report: list(view.sentences(report)) for report in view.reports}
        self.every = [passage for report in view.reports for passage in self.passages[report]]
        self.ids = [f"{passage.report_id}#s{passage.number}" for passage in self.every]
        self.texts = [question.text for question in questions]
        self.vectors = engine.opened.embedder.encode(self.texts)
        self.queries = [engine.query(engine.asked(text)) for text in self.texts]
        self.searched = engine.opened.embedder.encode([query.text for query in self.queries])

    def plain(self, weight: float, count: int = _DEPTH) -> list[list[Hit]]:
        """Search for the questions as they are."""
        queries = [Query(QuestionWords(text), count) for text in self.texts]
        return search(self.generation, queries, self.vectors, 100, weight)

    def prepared(self, *, spelling: bool, acronyms: bool) -> list[list[Hit]]:
        """Search with misspelt words put right, or acronyms in both forms, or both."""
        queries = [
            Query(
                query.words if spelling else QuestionWords(text),
                _READ,
                alternatives=query.alternatives if acronyms else "",
            )
            for text, query in zip(self.texts, self.queries, strict=True)
        ]
        vectors = self.searched if spelling else self.vectors
        return search(self.generation, queries, vectors, 100, self.engine.settings.lexical_weight)

    def read(self, found: list[list[Hit]], *, alone: bool = False) -> list[list[Hit]]:
        """Let the reranker reorder what was found, or order it alone."""
        reranker = self.engine.opened.reranker
        if reranker is None:
            raise ValueError("the engine has no reranker")
        again = [
            rerank(self.generation, query.words, hits, reranker, _READ)
            for query, hits in zip(self.queries, found, strict=True)
        ]
        if not alone:
            return again
        return [
            sorted(
                (replace(hit, score=hit.reranked.relevance) for hit in hits if hit.reranked),
                key=lambda hit: -hit.score,
            )
            for hits in again
        ]


def _ranking(found: list[list[Hit]]) -> list[Ranking]:
    return [
        [f"{hit.passage.report_id}#s{hit.passage.number}" for hit in hits[:_DEPTH]]
        for hits in found
    ]


def systems(bench: Bench) -> dict[str, Callable[[], list[Ranking]]]:
    """Return every system by its name."""
    both = {"spelling": True, "acronyms": True}
    named: dict[str, Callable[[], list[Ranking]]] = {
        "BM25": lambda: _ranking(bench.plain(1.0)),
        "plain FAISS script": lambda: _faiss_script(bench),
        "dense, with neighbours": lambda: _ranking(bench.plain(0.0)),
        "fused": lambda: _ranking(bench.plain(bench.engine.settings.lexical_weight)),
        "fused + spelling": lambda: _ranking(bench.prepared(spelling=True, acronyms=False)),
        "fused + acronyms": lambda: _ranking(bench.prepared(spelling=False, acronyms=True)),
        "fused + reranker": lambda: _ranking(
            bench.read(bench.plain(bench.engine.settings.lexical_weight, _READ))
        ),
        "reranker alone": lambda: _ranking(bench.read(bench.prepared(**both), alone=True)),
        "Pincite, all of it": lambda: _ranking(bench.read(bench.prepared(**both))),
    }
    if importlib.util.find_spec("txtai"):
        named["txtai, hybrid"] = lambda: _txtai(bench)
    return named


def _faiss_script(bench: Bench) -> list[Ranking]:
    settings = bench.engine.settings
    model = SentenceTransformerEmbedder(
        settings.model, settings.device, settings.threads, settings.batch_size, "none"
    )
    index = VectorIndex.of(model.encode([encoder_text(passage) for passage in bench.every]))
    return [
        [bench.ids[int(row)] for row in rows]
        for rows, _ in index.search(model.encode(bench.texts), _DEPTH, None)
    ]


def _txtai(bench: Bench) -> list[Ranking]:
    from txtai import Embeddings

    model = model_folder(bench.engine.settings.model)
    index = Embeddings(path=str(model), hybrid=True, content=False)
    index.index((row, encoder_text(passage), None) for row, passage in enumerate(bench.every))
    return [[bench.ids[row] for row, _ in index.search(text, _DEPTH)] for text in bench.texts]


def main() -> None:
    """Print a table a set and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare")
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name in options.sets:
        engine, questions = open_set(name, options.data)
        questions = [one for one in never_trained_on(questions) if one.answerable]
        bench = Bench(engine, questions)
        relevant = {one.id: relevant_passages(one, bench.passages) for one in questions}
        results[name] = {}
        print(f"\n{name}, {len(questions)} questions\n")
        print("| system | " + " | ".join(MEASURES) + " |\n" + "|---" * (len(MEASURES) + 1) + "|")
        for system, rank in systems(bench).items():
            run = {
                one.id: {passage: 1.0 / place for place, passage in enumerate(ranking, start=1)}
                for one, ranking in zip(questions, rank(), strict=True)
            }
            figures = retrieval_of(relevant, run)
            results[name][system] = figures
            cells = " | ".join(f"{figures[measure]:.3f}" for measure in MEASURES)
            print(f"| {system} | {cells} |", flush=True)
    print(f"\nSaved in {save('compare', results)}")


if __name__ == "__main__":
    main()
