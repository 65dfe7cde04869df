"""Make a report of a text that it had before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import BadRequest
from corpus.extract import TEXT
from corpus.report import Front, Passage, Report, Span, TableRow
from corpus.text.layout import find_blocks, line_of, line_starts
from corpus.text.passages import split_sentences
from index.store.former import FormerText
from index.store.protocol import View
from service.editions.alignment import align

_WORD = re.compile(r"\S+")


def has_text(view: View, source_sha256: str, text_sha256: str) -> bool:
    """Return whether ``former_report`` can be made of a file and its text."""
    return (
        _same_file(view, source_sha256, text_sha256) is not None
        or view.packed_text(text_sha256) is not None
    )


def former_report(
    view: View, report_id: str, source_sha256: str, text_sha256: str, max_chars: int
) -> Report:
    """Return a report with a text that it had before.

    Args:
        report_id: of the report, which may be gone.
        source_sha256, text_sha256: of its file and its text at that time. A file that the index
            still has is taken as it is read now.
        max_chars: maximum length of a passage.

    Raises:
        BadRequest: when the index does not have the text.
    """
    name = _same_file(view, source_sha256, text_sha256)
    if name is not None:  # the report has another name now
        return _renamed(view.report(name), report_id)
    former = view.former_text(text_sha256)
    if former is None:
        raise BadRequest(f"the index no longer has the former text of {report_id}")
    return _restored(view, report_id, former, max_chars)


def _same_file(view: View, source_sha256: str, text_sha256: str) -> str | None:
    return next(
        (
            name
            for name, one in view.reports.items()
            if source_sha256 == one.source_sha256 or text_sha256 == one.text_sha256
        ),
        None,
    )


def _renamed(report: Report, report_id: str) -> Report:
    passages = tuple(replace(one, report_id=report_id) for one in report.passages)
    return replace(report, source=replace(report.source, id=report_id), passages=passages)


def _restored(view: View, report_id: str, former: FormerText, max_chars: int) -> Report:
    own = [one for one in former.reports if one.source.id == report_id]
    had = (own or former.reports)[0]
    if had.path.lower().endswith(TEXT):  # its text is all that a reader has of the file
        passages = split_sentences(
            report_id, former.text, find_blocks(former.text), max_chars=max_chars
        )
    else:
        now = view.report(report_id).passages if report_id in view.reports else ()
        passages = _passages(report_id, former.text, former.sentences, now)
    return Report(
        replace(had.source, id=report_id), had.path, had.source_sha256, former.text,
        former.text_sha256, Front(), passages,
    )  # fmt: skip


def _passages(
    report_id: str, text: str, spans: Sequence[Span], now: Sequence[Passage]
) -> tuple[Passage, ...]:
    """Return the sentences of a former text, with what the index knows of those it still has.

    A former text does not tell the heads of a table's columns; the row has them now.
    """
    quotes = [text[start:end] for start, end in spans]
    kept = {
        change.old[0]: now[change.new[0]]
        for change in align(quotes, [one.quote for one in now]).changes
        if len(change.old) == len(change.new) == 1
    }
    starts = line_starts(text)
    return tuple(
        _passage(
            kept.get(at),
            Passage(report_id, at + 1, start, end, quotes[at],
                    (line_of(starts, start), line_of(starts, end - 1))),
        )
        for at, (start, end) in enumerate(spans)
    )  # fmt: skip


def _passage(known: Passage | None, bare: Passage) -> Passage:
    """Return a passage with the page, the section and the heads of its counterpart now."""
    if known is None:
        return bare
    placed = replace(bare, pages=known.pages, section=known.section, kind=known.kind)
    if known.quote != bare.quote:
        return replace(placed, row=known.row and _row(known.row, known, bare))
    by = bare.start - known.start
    cells = known.row.cells if known.row else ()
    moved = tuple(replace(one, start=one.start + by, end=one.end + by) for one in cells)
    return replace(
        placed,
        row=replace(known.row, cells=moved) if known.row else None,
        drawn=tuple((start + by, end + by) for start, end in known.drawn),
    )


def _row(row: TableRow, known: Passage, bare: Passage) -> TableRow | None:
    """Return a row with the cells of its counterpart, where both have the same number of words."""
    ours, theirs = _words(bare), _words(known)
    if len(ours) != len(theirs):
        return None
    starts = {start: ours[at][0] for at, (start, _) in enumerate(theirs)}
    ends = {end: ours[at][1] for at, (_, end) in enumerate(theirs)}
    if not all(one.start in starts and one.end in ends for one in row.cells):
        return None
    cells = (
        replace(one, start=starts[one.start], end=ends[one.end], boxes=()) for one in row.cells
    )
    return replace(row, cells=tuple(cells))


def _words(passage: Passage) -> list[Span]:
    found = _WORD.finditer(passage.quote)
    return [(passage.start + one.start(), passage.start + one.end()) for one in found]
