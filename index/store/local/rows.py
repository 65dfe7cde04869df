"""Convert reports and passages to rows of the passage store, and rows to reports and passages."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from corpus.report import PageBox, Passage, Report, Source
from corpus.text.display import Style
from index.types import IndexedReport


def report_row(report: Report, style: Style) -> tuple[object, ...]:
    """Return a report's columns, from its id to the acronyms that it spells out."""
    source = report.source
    return (
        source.id, source.title, source.publisher, source.number, source.date, source.url,
        source.note, report.path, report.source_sha256, report.text_sha256,
        json.dumps(asdict(report.front)), style.tokenised, style.lower_cased,
        " ".join(style.acronyms),
    )  # fmt: skip


def passage_row(passage: Passage) -> tuple[object, ...]:
    """Return a passage's columns, from its number to its quote."""
    boxes = [
        (box.page, *box.box, start)
        for box, start in zip(passage.boxes, passage.line_starts, strict=True)
    ]
    return (
        passage.number, passage.start, passage.end, *passage.lines,
        *(passage.pages or (None, None)), passage.section, passage.paragraph, passage.kind,
        json.dumps(boxes) if boxes else "", passage.quote,
    )  # fmt: skip


def indexed_report(values: Sequence[object]) -> IndexedReport:
    """Return a report's record from the columns of ``reports`` that the store selects."""
    *about, path, source_sha256, text_sha256, tokenised, lower_cased, acronyms, count = values
    return IndexedReport(
        source=Source(*about),  # type: ignore[arg-type]
        path=str(path),
        source_sha256=str(source_sha256),
        text_sha256=str(text_sha256),
        style=Style(bool(tokenised), bool(lower_cased), tuple(str(acronyms).split())),
        sentences=int(str(count)),
    )


def passage_of(values: Sequence[Any]) -> Passage:
    """Return a passage from the columns that ``PassageStore.fetch`` selects."""
    (
        report_id, number, start, end, quote, first_line, last_line, first_page, last_page,
        section, paragraph, kind, boxes,
    ) = values  # fmt: skip
    lines = json.loads(boxes) if boxes else ()
    return Passage(
        report_id, number, start, end, quote, (first_line, last_line),
        None if first_page is None else (first_page, last_page),
        section, paragraph, kind,
        boxes=tuple(
            PageBox(page, (left, top, right, bottom))
            for page, left, top, right, bottom, *_ in lines
        ),
        line_starts=tuple(line[5] for line in lines if len(line) > 5),  # not before format 6
    )  # fmt: skip


def content_digest(quote: str) -> bytes:
    """Return a 16-byte digest of a sentence's letters and digits, regardless of case."""
    letters = "".join(filter(str.isalnum, quote.casefold()))
    return hashlib.sha256((letters or quote).encode()).digest()[:16]
