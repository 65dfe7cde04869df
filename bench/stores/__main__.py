"""Compare the answers of two stores: python -m bench.stores --store seekdb://….

One index over a draw of the development sets is built in the local store, and its reports and
vectors are written into the other store by the store's own draft. The same questions, half of them
with a filter, are asked of both through the engine, twice: where both stores compare the vectors of
all passages, and where each searches its own index of them. Every difference is listed with the
stage in which the answers part. The database receives an index: name an empty one.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bench.results import save
from bench.sets import DATA
from bench.stores.collection import PLACE, Question, draw, write_corpus
from bench.stores.compared import Compared, compare
from bench.stores.copied import copied
from bench.stores.remembered import RememberingEmbedder, RememberingReranker
from bench.stores.side import Side
from bench.stores.told import by_filter, causes, differences, table
from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.rerank.protocol import Reranker
from index.store import open_store
from index.store.manifest import Manifest
from index.store.protocol import View
from index.types import Embedder
from service.answers.engine import Engine

_INDEXED_ABOVE = 1000
"""Passages above which the second run searches an index of the vectors."""


def measure(
    local: Settings,
    store: str,
    questions: Sequence[Question],
    exact: View,
    exact_up_to: int,
    embedder: Embedder | None = None,
    reranker: Reranker | None = None,
) -> tuple[list[Compared], list[Manifest]]:
    """Bring an index into the local store and another one, and ask both.

    Args:
        local: the settings, with the index folder of the local store.
        store: address of the other store.
        exact: the index, searched exactly.
        exact_up_to: number of passages up to which both stores search exactly.
        embedder, reranker: the models of the settings when None.
    """
    sides, manifests = [], []
    for settings in (local, replace(local, store=store, index=local.index.with_name("server"))):
        manifests.append(copied(exact, open_store(settings), exact_up_to))
        engine = Engine(settings, embedder, reranker)
        sides.append(Side(settings.store.partition(":")[0] or "local", engine))
    return list(compare(questions, sides[0], sides[1], exact)), manifests


def main() -> None:
    """Print tables and differences, and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.stores")
    parser.add_argument("--store", required=True, help="address of the other store")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--documents", type=int, default=40, help="most documents of each set")
    parser.add_argument("--questions", type=int, default=500, help="how many to ask")
    options = parser.parse_args()
    corpus = PLACE / "corpus"
    asked = write_corpus(options.data, options.documents, corpus)
    built = load_settings(corpus=corpus, index=PLACE / "built", exact_up_to=1 << 30)
    print(f"{build_index(built).passages} sentences in {len(list(corpus.iterdir()))} reports")
    opened = Engine(built).opened
    exact, embedder = opened.generation, RememberingEmbedder(opened.embedder)
    reranker = opened.reranker and RememberingReranker(opened.reranker)
    questions = draw(asked, options.questions, list(exact.reports))
    results: dict[str, object] = {"other store": options.store.partition(":")[0]}
    for name, limit in (("all compared", built.exact_up_to), ("by an index", _INDEXED_ABOVE)):
        local = replace(built, index=PLACE / name.replace(" ", "-"))
        compared, manifests = measure(
            local, options.store, questions, exact, limit, embedder, reranker
        )
        results[name] = _told(name, compared, manifests)
    print(f"\nSaved in {save('stores', results)}")


def _told(
    name: str, compared: Sequence[Compared], manifests: Sequence[Manifest]
) -> dict[str, object]:
    columns, listed = by_filter(compared), differences(compared)
    print(f"\n{name}: {manifests[0].passages} sentences\n")
    print("\n".join(table(columns)))
    print(f"\ncauses: {causes(compared)}")
    for one in listed:
        print("\n" + "\n".join(f"  {key}: {value}" for key, value in one.items()), flush=True)
    return {
        "sentences": manifests[0].passages,
        "recall of the stored vectors": [
            asdict(one.recall) if one.recall else None for one in manifests
        ],
        "figures": columns,
        "causes": causes(compared),
        "differences": listed,
    }


if __name__ == "__main__":
    main()
