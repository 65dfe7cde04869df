"""Lay out a report for reading: its paragraphs, each a row of numbered sentences."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from corpus.display import readable
from corpus.report import Kind, Source
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in readable form; ``number`` is its anchor."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a report, in order of its sentences."""

    kind: Kind
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class ReadableReport:
    """A whole report, to be read."""

    source: Source
    sentences: int
    paragraphs: list[Paragraph]


def readable_report(generation: Generation, report_id: str) -> ReadableReport:
    """Return a report of the index for reading.

    Raises:
        KeyError: when it is not in the index.
    """
    store = generation.passages
    report = store.reports[report_id]
    paragraphs: list[Paragraph] = []
    for _, passages in groupby(store.passages(report_id), key=attrgetter("paragraph")):
        block = list(passages)
        sentences = [
            Sentence(passage.number, readable(passage.quote, report.style).text)
            for passage in block
        ]
        paragraphs.append(Paragraph(block[0].kind, sentences))
    return ReadableReport(report.source, len(report.rows), paragraphs)
