"""Labelled question sets, and the index over their documents."""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from service.answers.engine import Engine

GOLD = Path(__file__).parent / "gold" / "us-japan-alliance.jsonl"
SEED = "seed_dev"
DATA = Path("../shared/eval")
WORK = Path("var/bench")
ANSWERS, SUPPORTS = 2, 1
# The articles of SQuAD 2 that the reranker is never trained on. XQuAD has paragraphs of the
# same articles, so its questions are told apart in the same way.
SQUAD2, XQUAD = "squad2_dev_half", "xquad_en"
HELD_OUT_ARTICLES = (
    "Packet_switching",
    "Harvard_University",
    "Immune_system",
    "Scottish_Parliament",
    "French_and_Indian_War",
)
TRAINED_ON = "trained on"
SENTENCE_LABELS = ("multirc_dev", "selqa_dev", "wikiqa_dev")
REPORT_DEV, REPORT_TRAIN = "report_dev", "report_train"


@dataclass(frozen=True, slots=True)
class Label:
    """A stretch of a report that answers (grade 2) or supports an answer (grade 1)."""

    report: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with what answers it.

    Attributes:
        kind: groups questions in the figures.
        spans: where the short answer stands in the report; none where only sentences are labelled.
        tempting: stretches that look right and are not.
    """

    id: str
    text: str
    report: str
    kind: str
    answerable: bool
    labels: tuple[Label, ...]
    spans: tuple[tuple[int, int], ...] = ()
    tempting: tuple[tuple[int, int], ...] = ()


def open_set(
    name: str, data: Path = DATA, precision: str | None = None, candidates: int | None = None
) -> tuple[Engine, list[LabelledQuestion]]:
    """Return an engine over the documents of a set, and its questions.

    Args:
        name: ``seed_dev``, which ships with the project, or a folder below ``data``.
        precision: of the encoder, in an index of its own; the settings' when None.
        candidates: how many the reranker reads, always all of them; as the settings say when None.

    Raises:
        SystemExit: when there is no such set.
    """
    if name == SEED:
        corpus = Path("corpus/reports")
        questions = list(seed_questions(corpus / "us-japan-alliance.txt"))
    else:
        folder = data / name
        if not (folder / "questions.jsonl.gz").is_file():
            sys.exit(f"there is no question set {folder}: name its parent folder with --data")
        corpus = WORK / name / "corpus"
        _write_documents(folder, corpus)
        questions = list(labelled_questions(folder, data))
    index = WORK / name / (f"index-{precision}" if precision else "index")
    settings = load_settings(
        corpus=corpus,
        index=index,
        precision=precision,
        reranker_candidates=candidates,
        reranker_stop=None if candidates is None else 0.0,
    )
    return _engine(settings), questions


def never_trained_on(questions: list[LabelledQuestion]) -> list[LabelledQuestion]:
    """Return the questions on documents that the reranker was not trained on."""
    return [question for question in questions if question.kind != TRAINED_ON]


def _engine(settings: Settings) -> Engine:
    build_index(settings)
    return Engine(settings)


def seed_questions(report: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions on our own report, whose labels are numbers of non-blank lines."""
    lines: list[tuple[int, int]] = []
    at = 0
    text = report.read_text(encoding="utf-8")
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line.rstrip())))
        at += len(line)
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        labels = tuple(
            Label(report.stem, lines[line - 1][0], lines[line - 1][1], grade)
            for line, grade in row["gold"]
        )
        short = row["answer"]
        starts = [text.find(short, one.start, one.end) for one in labels if short]
        spans = tuple((start, start + len(short)) for start in starts if start >= 0)
        yield LabelledQuestion(
            row["id"], row["question"], report.stem, row["type"], row["answerable"], labels, spans
        )


def documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the report id and the row of each document."""
    for number, document in enumerate(read_rows(folder / "docs.jsonl.gz"), start=1):
        yield f"doc{number:05d}", document


def _write_documents(folder: Path, corpus: Path) -> None:
    """Write each document to a file."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name, document in documents(folder):
        path = corpus / f"{name}.txt"
        content = document["text"].encode()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def labelled_questions(folder: Path, data: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions of a set; the reports are those that ``documents`` names.

    Args:
        data: folder of all sets.
    """
    ids = {document["doc_id"]: name for name, document in documents(folder)}
    kinds = _kinds(folder, data)
    for row in read_rows(folder / "questions.jsonl.gz"):
        report = ids[row["doc_id"]]
        found = [(one["start"], one["start"] + len(one["text"])) for one in row["answers"]]
        # The questions on reports label whole sentences, and besides those a short answer.
        short = row.get("short", folder.name not in SENTENCE_LABELS)
        yield LabelledQuestion(
            row["qid"],
            row["question"],
            report,
            row.get("type", kinds.get(report, "")),
            row["answerable"],
            (
                *_labels(report, row.get("sentences", found), ANSWERS),
                *_labels(report, row.get("also", ()), SUPPORTS),
            ),
            tuple(found) if short else (),
            tuple((start, end) for start, end in row.get("tempts", ())),
        )


def _labels(report: str, spans: Iterable[Sequence[int]], grade: int) -> Iterator[Label]:
    return (Label(report, start, end, grade) for start, end in spans)


def _kinds(folder: Path, data: Path) -> dict[str, str]:
    """Return the reports of a set that the reranker was trained on."""
    if folder.name not in (SQUAD2, XQUAD):
        return {}
    titles = {document["title"] for _, document in documents(data / SQUAD2)}
    trained = titles.difference(HELD_OUT_ARTICLES)
    return {
        name: TRAINED_ON for name, document in documents(folder) if document["title"] in trained
    }


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)
