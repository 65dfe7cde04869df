"""What is asked and what is indexed: our own report, and documents of an evaluation set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.sets import GOLD, SQUAD2, read_rows
from corpus.extract import TEXT, extract
from corpus.report import Passage
from corpus.text.passages import split_sentences
from index.build.sentence_vectors import encoder_text

REPORTS = Path("corpus/reports")


@dataclass(frozen=True, slots=True)
class Material:
    """The same sentences, as reports for us and one by one for the peers.

    Attributes:
        corpus: folder of the reports.
        sentences: file with the list of the sentences, as JSON.
        count: how many sentences there are.
    """

    corpus: Path
    sentences: Path
    count: int


def own_questions() -> list[str]:
    """Return the questions on our own report."""
    rows = map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    return [str(row["question"]) for row in rows]


def own_report(work: Path) -> Material:
    """Return our own report."""
    passages = [
        passage
        for path in sorted(REPORTS.glob(f"*{TEXT}"))
        for passage in _passages(path.read_bytes())
    ]
    return _material(REPORTS, passages, work / "own.json")


def many_sentences(data: Path, count: int, work: Path) -> Material | None:
    """Return so many sentences of an evaluation set, or None where there is none.

    Args:
        data: folder that holds the sets.
        work: where they are written.
    """
    documents = data / SQUAD2 / "docs.jsonl.gz"
    if not documents.is_file():
        print(f"The build is not timed on many sentences: there is no {documents}: give --data.")
        return None
    corpus = work / "many"
    corpus.mkdir()
    passages: list[Passage] = []
    for number, document in enumerate(read_rows(documents)):
        text = document["text"]
        some = _passages(text.encode())[: count - len(passages)]
        content = text[: some[-1].end] + "\n"
        (corpus / f"document-{number}{TEXT}").write_text(content, encoding="utf-8")
        passages += some
        if len(passages) >= count:
            break
    return _material(corpus, passages, work / "many.json")


def _passages(content: bytes) -> tuple[Passage, ...]:
    found = extract(TEXT, content)
    return split_sentences("report", found.text, found.blocks)


def _material(corpus: Path, passages: Sequence[Passage], file: Path) -> Material:
    sentences = [encoder_text(passage) for passage in passages]
    file.write_text(json.dumps(sentences), encoding="utf-8")
    return Material(corpus, file, len(sentences))
