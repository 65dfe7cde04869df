"""Convert reports and passages to rows of the passage store, and rows to reports and passages."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from sys import intern
from typing import Any

from corpus.report import Front, PageBox, Passage, Report, Source
from corpus.text.display import Style
from index.types import IndexedReport

_REPORT = (
    "id title publisher report_number date url note authors page_labels path source_sha256 "
    "text_sha256 tokenised lower_cased acronyms passages"
)


def report_row(report: Report, style: Style) -> tuple[object, ...]:
    """Return a report's columns, from its id to the acronyms that it spells out."""
    source = report.source
    return (
        source.id, source.title, source.publisher, source.number, source.date, source.url,
        source.note, json.dumps(source.authors), json.dumps(report.page_labels),
        report.path, report.source_sha256, report.text_sha256,
        json.dumps(asdict(report.front)), style.tokenised, style.lower_cased,
        " ".join(style.acronyms),
    )  # fmt: skip


def passage_row(passage: Passage) -> tuple[object, ...]:
    """Return a passage's columns, from its number to its quote."""
    boxes = [(box.page, *box.box) for box in passage.boxes]
    return (
        passage.number, passage.start, passage.end, *passage.lines,
        *(passage.pages or (None, None)), passage.section, passage.paragraph, passage.kind,
        json.dumps(boxes) if boxes else "", passage.quote,
    )  # fmt: skip


def report_columns(held: Collection[str]) -> str:
    """Return the columns that ``indexed_report`` reads, for SQL.

    Args:
        held: columns of the file's table; older formats lack some.
    """
    return ", ".join(name if name in held else f"'[]' AS {name}" for name in _REPORT.split())


def indexed_report(values: Sequence[Any]) -> IndexedReport:
    """Return a report's record from the columns of ``report_columns``."""
    (
        report_id, title, publisher, number, date, url, note, authors, labels, path, source_sha256,
        text_sha256, tokenised, lower_cased, acronyms, count,
    ) = values  # fmt: skip
    return IndexedReport(
        source=Source(
            report_id, title, publisher, number, date, url, note, tuple(json.loads(authors))
        ),
        path=str(path),
        source_sha256=str(source_sha256),
        text_sha256=str(text_sha256),
        style=Style(bool(tokenised), bool(lower_cased), tuple(str(acronyms).split())),
        sentences=int(str(count)),
        # Most reports share their labels, so each text is in memory once.
        page_labels=tuple(map(intern, json.loads(labels))),
    )


def front_of(text: str) -> Front:
    """Return the front matter from the JSON that ``report_row`` writes."""
    values = json.loads(text)
    return Front(**{**values, "authors": tuple(values.get("authors", ()))})


def passage_of(values: Sequence[Any]) -> Passage:
    """Return a passage from the columns that ``PassageStore.fetch`` selects."""
    (
        report_id, number, start, end, quote, first_line, last_line, first_page, last_page,
        section, paragraph, kind, boxes,
    ) = values  # fmt: skip
    return Passage(
        report_id, number, start, end, quote, (first_line, last_line),
        None if first_page is None else (first_page, last_page),
        section, paragraph, kind, _page_boxes(boxes),
    )  # fmt: skip


def _page_boxes(text: str) -> tuple[PageBox, ...]:
    rows = json.loads(text) if text else ()
    return tuple(
        PageBox(page, (left, top, right, bottom)) for page, left, top, right, bottom in rows
    )


def content_digest(quote: str) -> bytes:
    """Return a 16-byte digest of a sentence's letters and digits, regardless of case."""
    letters = "".join(filter(str.isalnum, quote.casefold()))
    return hashlib.sha256((letters or quote).encode()).digest()[:16]
