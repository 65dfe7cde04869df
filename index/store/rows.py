"""Convert reports and passages to the rows of a store's tables, and back."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from sys import intern
from typing import Any

from corpus.marks import marks_as_json, marks_from_json
from corpus.omissions import Omission, OmissionKind
from corpus.report import Front, PageBox, Passage, Report, Source
from corpus.text.display import Style
from index.types import IndexedReport
from index.works import Work

REPORT = (
    "id", "title", "publisher", "report_number", "date", "url", "note", "authors", "page_labels",
    "page_count", "omissions", "ocr_pages", "path", "source_sha256", "text_sha256", "tokenised",
    "lower_cased", "acronyms", "passages",
)  # fmt: skip
"""The columns that ``indexed_report`` reads."""
_PASSAGE = (
    "reports.id passages.number start end quote first_line last_line first_page last_page section "
    "paragraph kind boxes marks anchor"
)
_FORMERLY = {"page_count": "0"}
"""Values of the columns that a former format lacks; "[]" of those not named here."""


def report_row(report: Report, style: Style) -> tuple[object, ...]:
    """Return a report's columns, from its id to its style."""
    source = report.source
    return (
        source.id, source.title, source.publisher, source.number, source.date, source.url,
        source.note, json.dumps(source.authors), json.dumps(report.page_labels),
        report.page_count, json.dumps([asdict(one) for one in report.omissions]),
        json.dumps(report.ocr_pages), report.path, report.source_sha256, report.text_sha256,
        json.dumps(asdict(report.front)), style.tokenised, style.lower_cased, style_text(style),
    )  # fmt: skip


def style_text(style: Style) -> str:
    """Return how a lower-cased report spells its acronyms and names, as JSON; else no text."""
    if not style.lower_cased:
        return ""
    return json.dumps([style.acronyms, style.names, style.doubtful])


def _style(tokenised: object, lower_cased: object, text: str) -> Style:
    if not text.startswith("["):  # before format 6: the acronyms
        return Style(bool(tokenised), bool(lower_cased), tuple(text.split()))
    acronyms, names, doubtful = json.loads(text)
    return Style(
        bool(tokenised),
        bool(lower_cased),
        tuple(acronyms),
        tuple((name, written) for name, written in names),
        tuple(doubtful),
    )


def passage_row(passage: Passage) -> tuple[object, ...]:
    """Return a passage's columns, from its number to its quote."""
    boxes = [
        (box.page, *box.box, start)
        for box, start in zip(passage.boxes, passage.line_starts, strict=True)
    ]
    marks = marks_as_json(passage.drawn, passage.row)
    return (
        passage.number, passage.start, passage.end, *passage.lines,
        *(passage.pages or (None, None)), passage.section, passage.paragraph, passage.kind,
        json.dumps(boxes) if boxes else "",
        json.dumps(marks) if marks else "", passage.quote,
    )  # fmt: skip


def report_columns(held: Collection[str]) -> str:
    """Return the columns that ``indexed_report`` reads, for SQL.

    Args:
        held: columns of the file's table; older formats lack some.
    """
    return ", ".join(
        name if name in held else f"'{_FORMERLY.get(name, '[]')}' AS {name}" for name in REPORT
    )


def passage_columns(held: Collection[str]) -> str:
    """Return the columns that ``passage_of`` reads and their tables, for SQL.

    Args:
        held: columns of the file's table; older formats lack some.
    """
    columns = ", ".join(
        name if "." in name or name in held else f"'' AS {name}" for name in _PASSAGE.split()
    )
    return f"{columns} FROM passages JOIN reports ON reports.number = passages.report"


def indexed_report(values: Sequence[Any], works: Mapping[str, Work]) -> IndexedReport:
    """Return a report's record from the columns of ``report_columns``.

    Args:
        works: by the ids of their reports; a report that is in none is a work of its own.
    """
    (
        report_id, title, publisher, number, date, url, note, authors, labels, pages, omissions,
        ocr_pages, path, source_sha256, text_sha256, tokenised, lower_cased, acronyms, count,
    ) = values  # fmt: skip
    source = Source(
        report_id, title, publisher, number, date, url, note, tuple(json.loads(authors))
    )
    return IndexedReport(
        source=source,
        path=str(path),
        source_sha256=str(source_sha256),
        text_sha256=str(text_sha256),
        style=_style(tokenised, lower_cased, str(acronyms)),
        sentences=int(str(count)),
        work=works.get(source.id) or Work((source.id,)),
        # Most reports share their labels, so each text is in memory once.
        page_labels=tuple(map(intern, json.loads(labels))),
        page_count=int(str(pages)),
        omissions=tuple(_omission(**one) for one in json.loads(omissions)),
        ocr_pages=tuple(json.loads(ocr_pages)),
    )


def with_successors(reports: Iterable[IndexedReport]) -> dict[str, IndexedReport]:
    """Return reports by id; those of which there is a newer edition know it."""
    known = {report.source.id: report for report in reports}
    for report_id, report in known.items():
        newer = report.work.newer
        if newer and newer.report in known:
            known[report_id] = replace(report, successor=known[newer.report].source)
    return known


def _omission(kind: OmissionKind, pages: list[int], count: int, part: str) -> Omission:
    return Omission(kind, tuple(pages), count, part)


def front_of(text: str) -> Front:
    """Return the front matter from the JSON that ``report_row`` writes."""
    values = json.loads(text)
    return Front(**{**values, "authors": tuple(values.get("authors", ()))})


def passage_of(values: Sequence[Any]) -> Passage:
    """Return a passage from the columns that ``PassageStore.fetch`` selects."""
    (
        report_id, number, start, end, quote, first_line, last_line, first_page, last_page,
        section, paragraph, kind, boxes, marks, anchor,
    ) = values  # fmt: skip
    lines = json.loads(boxes) if boxes else ()
    drawn, row = marks_from_json(json.loads(marks)) if marks else ((), None)
    return Passage(
        report_id, number, start, end, quote, (first_line, last_line),
        None if first_page is None else (first_page, last_page),
        section, paragraph, kind,
        boxes=tuple(
            PageBox(page, (left, top, right, bottom))
            for page, left, top, right, bottom, *_ in lines
        ),
        line_starts=tuple(line[5] for line in lines if len(line) > 5),  # not before format 6
        drawn=drawn,
        row=row,
        anchor=anchor,
    )  # fmt: skip


def content_digest(quote: str) -> bytes:
    """Return a 16-byte digest of a sentence's letters and digits, regardless of case."""
    letters = "".join(filter(str.isalnum, quote.casefold()))
    return hashlib.sha256((letters or quote).encode()).digest()[:16]
