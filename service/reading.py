"""Lay out a report for reading: its paragraphs, each a row of numbered sentences."""

from dataclasses import dataclass

from corpus.display import readable
from corpus.layout import find_blocks
from corpus.report import Source
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in readable form; ``number`` is its anchor."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadableReport:
    """A whole report, to be read."""

    source: Source
    sentences: int
    paragraphs: list[list[Sentence]]


def readable_report(generation: Generation, report_id: str) -> ReadableReport:
    """Return a report of the index for reading.

    Raises:
        KeyError: when it is not in the index.
    """
    store = generation.passages
    report = store.reports[report_id]
    starts = {block.start for block in find_blocks(store.text(report_id))}
    paragraphs: list[list[Sentence]] = []
    for passage in store.passages(report_id):
        if not paragraphs or passage.start in starts:
            paragraphs.append([])
        text = readable(passage.quote, report.style).text
        paragraphs[-1].append(Sentence(passage.number, text))
    return ReadableReport(report.source, len(report.rows), paragraphs)
