"""Labelled question sets, and the index over their documents."""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.settings import Settings, load_settings
from index.build import build_index
from service.engine import Engine, embedder_for

GOLD = Path(__file__).parent / "gold" / "us-japan-alliance.jsonl"
SEED = "seed_dev"
DATA = Path("../shared/eval")
WORK = Path("var/bench")
ANSWERS, SUPPORTS = 2, 1


@dataclass(frozen=True, slots=True)
class Label:
    """A stretch of a report that answers (grade 2) or supports an answer (grade 1)."""

    report: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with what answers it; ``kind`` groups questions in the figures."""

    id: str
    text: str
    report: str
    kind: str
    answerable: bool
    labels: tuple[Label, ...]


def open_set(name: str, data: Path = DATA) -> tuple[Engine, list[LabelledQuestion]]:
    """Return an engine over the documents of a set, and its questions.

    Args:
        name: ``seed_dev``, which ships with the project, or a folder below ``data``.

    Raises:
        SystemExit: when there is no such set.
    """
    if name == SEED:
        corpus = Path("corpus/reports")
        questions = list(_seed_questions(corpus / "us-japan-alliance.txt"))
    else:
        folder = data / name
        if not (folder / "questions.jsonl.gz").is_file():
            sys.exit(f"there is no question set {folder}: name its parent folder with --data")
        corpus = WORK / name / "corpus"
        questions = list(_span_questions(folder, _write_documents(folder, corpus)))
    settings = load_settings(corpus=corpus, index=WORK / name / "index")
    return _engine(settings), questions


def _engine(settings: Settings) -> Engine:
    embedder = embedder_for(settings)
    build_index(settings.corpus, settings.index, embedder, settings.keep_generations)
    return Engine(settings, embedder)


def _seed_questions(report: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions on our own report, whose labels are numbers of non-blank lines."""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in report.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line.rstrip())))
        at += len(line)
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        labels = tuple(
            Label(report.stem, lines[line - 1][0], lines[line - 1][1], grade)
            for line, grade in row["gold"]
        )
        yield LabelledQuestion(
            row["id"], row["question"], report.stem, row["type"], row["answerable"], labels
        )


def _write_documents(folder: Path, corpus: Path) -> dict[str, str]:
    """Write each document to a file and return the report id of each document id."""
    corpus.mkdir(parents=True, exist_ok=True)
    ids: dict[str, str] = {}
    for number, document in enumerate(read_rows(folder / "docs.jsonl.gz"), start=1):
        name = f"doc{number:05d}"
        ids[document["doc_id"]] = name
        path = corpus / f"{name}.txt"
        content = document["text"].encode()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    return ids


def _span_questions(folder: Path, ids: dict[str, str]) -> Iterator[LabelledQuestion]:
    for row in read_rows(folder / "questions.jsonl.gz"):
        report = ids[row["doc_id"]]
        labels = tuple(
            Label(report, answer["start"], answer["start"] + len(answer["text"]), ANSWERS)
            for answer in row["answers"]
        )
        yield LabelledQuestion(row["qid"], row["question"], report, "", row["answerable"], labels)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)
