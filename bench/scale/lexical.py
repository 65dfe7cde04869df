"""Compare the lexical index with SQLite's FTS5 over the same terms: python -m bench.scale.lexical.

The sentences are those of the documents of the question sets; where they are
too few, the rest are the first half of one joined to the second half of another.
Both sides are given the same analysed terms, so that the analyser's time counts
for neither.
"""

import argparse
import hashlib
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.results import save
from bench.sets import DATA, WORK, read_rows
from corpus.text.layout import find_blocks
from corpus.text.sentences import SPLITTER_VERSION, sentence_spans
from index.store.local.lexical import LexicalIndex, LexicalWriter
from index.words.terms import terms

QUESTION_SETS = ("xquad_en", "squad2_dev_half")
_QUESTIONS = 500
_DEPTH = 100
_COMPARED = 10
_SEED = 20261122

Terms = Sequence[str]
Search = Callable[[Terms], list[int]]
"""Returns the rows of the best sentences, best first."""


def real_sentences(data: Path) -> list[str]:
    """Return every sentence of the sets' documents once, split anew when anything has changed."""
    paths = sorted(data.glob("*/docs.jsonl.gz"))
    if not paths:
        sys.exit(f"there are no question sets in {data}: name their parent folder with --data")
    digest = hashlib.sha256(SPLITTER_VERSION.encode())
    for path in paths:
        digest.update(path.read_bytes())
    cache = WORK / "lexical" / f"sentences-{digest.hexdigest()[:12]}.json"
    if not cache.is_file():
        found = dict.fromkeys(sentence for path in paths for sentence in _split(path))
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(list(found)), encoding="utf-8")
    sentences: list[str] = json.loads(cache.read_text(encoding="utf-8"))
    return sentences


def _split(path: Path) -> Iterator[str]:
    for document in read_rows(path):
        text = document["text"]
        for start, end in sentence_spans(text, find_blocks(text)):
            yield " ".join(text[start:end].split())


def grow(sentences: Sequence[str], count: int) -> list[str]:
    """Return ``count`` different sentences: the real ones, then halves of two joined.

    A real corpus repeats words in the same proportions, which is what BM25 costs.
    """
    chance = random.Random(_SEED)  # noqa: S311
    grown = dict.fromkeys(chance.sample(sentences, min(count, len(sentences))))
    while len(grown) < count:
        first, second = (sentence.split() for sentence in chance.sample(sentences, 2))
        grown[" ".join(first[: len(first) // 2] + second[len(second) // 2 :])] = None
    return list(grown)


def draw_questions(data: Path) -> list[list[str]]:
    """Return the terms of real questions, as many of each set."""
    chance = random.Random(_SEED)  # noqa: S311
    drawn: list[list[str]] = []
    for name in QUESTION_SETS:
        texts = sorted({row["question"] for row in read_rows(data / name / "questions.jsonl.gz")})
        analysed = [words for words in map(_terms, texts) if words]
        drawn += chance.sample(analysed, _QUESTIONS // len(QUESTION_SETS))
    return drawn


def _terms(text: str) -> list[str]:
    return [term.text for term in terms(text)]


def build_tantivy(place: Path, sentences: Sequence[Terms]) -> Search:
    """Build our own index."""
    writer = LexicalWriter(place)
    for row, words in enumerate(sentences):
        writer.add_passage(row, 0, words)
    writer.finish()
    index = LexicalIndex.load(place)
    return lambda words: [row for row, _ in index.search(words, _DEPTH)]


def build_fts5(place: Path, sentences: Sequence[Terms]) -> Search:
    """Build an FTS5 table with every advantage: no journal, no stored text, one segment."""
    place.mkdir()
    database = sqlite3.connect(place / "fts5.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -262144")  # in KiB: all of it stays in memory
    # The terms are analysed already: a number's full stop must not cut it in two.
    database.execute(
        "CREATE VIRTUAL TABLE lexical USING fts5(terms, content='', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")"
    )
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO lexical(rowid, terms) VALUES (?, ?)",
        ((row, " ".join(words)) for row, words in enumerate(sentences)),
    )
    database.execute("INSERT INTO lexical(lexical) VALUES ('optimize')")
    database.execute("COMMIT")
    database.execute("VACUUM")

    def search(words: Terms) -> list[int]:
        any_of = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        select = "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in database.execute(select, (any_of, _DEPTH))]

    return search


def measure(
    build: Callable[[Path, Sequence[Terms]], Search],
    place: Path,
    sentences: Sequence[Terms],
    questions: Sequence[Terms],
) -> tuple[dict[str, float], list[set[int]]]:
    """Return the figures of an index, and the first ten rows that it finds for each question."""
    started = time.perf_counter()
    search = build(place, sentences)
    seconds = time.perf_counter() - started
    size = sum(path.stat().st_size for path in place.rglob("*"))
    first = [set(search(words)[:_COMPARED]) for words in questions]  # warms the index, too
    times = []
    for words in questions:
        started = time.perf_counter()
        search(words)
        times.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    figures = {"build s": seconds, "MB on disk": size / 1e6, "p50 ms": p50, "p95 ms": p95}
    return {name: round(float(value), 3) for name, value in figures.items()}, first


def overlap(left: Sequence[set[int]], right: Sequence[set[int]]) -> float:
    """Return the mean share of rows that both sides found."""
    shares = [len(a & b) / max(len(a), len(b), 1) for a, b in zip(left, right, strict=True)]
    return float(np.mean(shares))


def main() -> None:
    """Print a table and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale.lexical")
    parser.add_argument("--sentences", type=int, default=200_000, metavar="N")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    real = real_sentences(options.data)
    sentences = [_terms(sentence) for sentence in grow(real, options.sentences)]
    questions = draw_questions(options.data)
    with tempfile.TemporaryDirectory() as folder:
        tantivy, ours = measure(build_tantivy, Path(folder, "tantivy"), sentences, questions)
        fts5, theirs = measure(build_fts5, Path(folder, "fts5"), sentences, questions)
    shared = round(overlap(ours, theirs), 3)
    known = min(len(real), len(sentences))
    print(f"{len(sentences)} sentences ({known} real), {len(questions)} questions, top {_DEPTH}\n")
    print(f"| index | {' | '.join(tantivy)} |\n" + "|---" * (len(tantivy) + 1) + "|")
    for name, figures in (("tantivy", tantivy), ("SQLite FTS5", fts5)):
        print(f"| {name} | {' | '.join(f'{value:.2f}' for value in figures.values())} |")
    print(f"\nOf the first {_COMPARED}, they share {shared:.3f}.")
    counts = {"sentences": len(sentences), "real": known, "questions": len(questions)}
    results = {**counts, "tantivy": tantivy, "fts5": fts5, f"overlap@{_COMPARED}": shared}
    print(f"\nSaved in {save('lexical', results)}")


if __name__ == "__main__":
    main()
