"""Make the citation of a passage: its place, its label and its URL."""

from collections.abc import Collection, Sequence
from urllib.parse import quote

from corpus.dates import date_parts
from corpus.files import text_sha256
from corpus.omission_words import READ_BY_OCR, omission_infos
from corpus.readers.persons import natural_order
from corpus.report import Passage, Source, Span
from corpus.table_rows import has_heads
from corpus.text.titles import in_title_case
from index.types import IndexedReport
from index.works import Edition
from service.answers.answer import Citation
from service.answers.index_info import EditionInfo, ReportInfo
from service.answers.marks import TableRowInfo

# Abbreviations of The Chicago Manual of Style.
_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def cite(passage: Passage, report: IndexedReport, row: TableRowInfo | None = None) -> Citation:
    """Return the citation of a passage.

    Args:
        row: its cells and the one that answers, for a row of a table in an answer.
    """
    source = report.source
    table, head, column = _cell_of(passage, row)
    labels = printed_pages(passage.pages, report.page_labels)
    return Citation(
        id=passage.id,
        report=report_info(report),
        start=passage.start,
        end=passage.end,
        lines=passage.lines,
        page=passage.pages[0] if passage.pages else None,
        section=passage.section,
        sentence=passage.number,
        quote_sha256=text_sha256(passage.quote),
        text_sha256=report.text_sha256,
        label=_label(passage, report, (table, head, column)),
        url=sentence_url(source.id, passage.number, passage.anchor),
        pages=passage.pages,
        paragraph=passage.paragraph,
        kind=passage.kind,
        boxes=list(passage.boxes),
        page_label=labels[0] if labels else None,
        page_labels=labels,
        ocr=read_by_ocr(passage, report.ocr_pages),
        table=table,
        row=head,
        column=column,
        anchor=passage.anchor or None,
    )


def read_by_ocr(passage: Passage, ocr_pages: Collection[int]) -> bool:
    """Return whether OCR read a page that the passage stands on."""
    first, last = passage.pages or (1, 0)
    return any(first <= page <= last for page in ocr_pages)


def drawn_in_quote(passage: Passage) -> list[Span]:
    """Return the spans of a quote that programs draw and the source's own text lacks."""
    return [(start - passage.start, end - passage.start) for start, end in passage.drawn]


def _cell_of(
    passage: Passage, row: TableRowInfo | None
) -> tuple[str | None, str | None, str | None]:
    """Return table, row and column of the cell that answers; without one, those of the row."""
    if passage.row is None or not has_heads(passage):
        return None, None, None
    cell = row.cells[row.cell - 1] if row and row.cell else None
    heads = [own.row for own in passage.row.cells if own.row]
    if cell is None:
        return passage.row.title, heads[0] if len(set(heads)) == 1 else None, None
    return passage.row.title, cell.row or cell.text.rstrip(":"), cell.column or None


def report_info(report: IndexedReport) -> ReportInfo:
    """Return a report as its citations describe it."""
    source, work = report.source, report.work
    newer = edition_info(work.newer, report.successor) if work.newer else None
    return ReportInfo(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        number=source.number,
        date=source.date,
        url=source.url,
        authors=source.authors,
        newer_edition=newer,
        omissions=omission_infos(report.omissions, report.page_count),
        ocr_pages=report.ocr_pages,
        superseded=superseded_words(newer),
    )


def edition_info(edition: Edition, source: Source | None) -> EditionInfo:
    """Return an edition with the path at which the service shows it.

    Args:
        source: what is known of its report.
    """
    return EditionInfo(
        edition.report,
        edition.date or None,
        report_url(edition.report),
        source.title if source else None,
        source.number if source else None,
    )


def edition_name(edition: EditionInfo) -> str:
    """Return the title of an edition, or else its number or its id."""
    return in_title_case(edition.title) if edition.title else edition.number or edition.id


def superseded_words(newer: EditionInfo | None) -> str | None:
    """Return "superseded by", with the title and date of the newer edition; None without one."""
    if newer is None:
        return None
    date = readable_date(newer.date) if newer.date else None
    return ", ".join(filter(None, (f"superseded by {edition_name(newer)}", date)))


def full_label(citation: Citation) -> str:
    """Return the label of a citation, with what supersedes its report."""
    superseded = superseded_words(citation.report.newer_edition)
    return f"{citation.label}; {superseded}" if superseded else citation.label


def printed_pages(pages: tuple[int, int] | None, labels: Sequence[str]) -> tuple[str, str] | None:
    """Return the labels of the first and last page, or None if one of them has none."""
    if pages is None or len(labels) < pages[1]:
        return None
    first, last = (labels[page - 1] for page in pages)
    return (first, last) if first and last else None


def report_url(report_id: str) -> str:
    """Return the path at which the service shows a report."""
    return f"/reports/{quote(report_id)}"


def sentence_url(report_id: str, number: int, anchor: str) -> str:
    """Return the path of a sentence in its report.

    Args:
        anchor: finds the sentence when its number has changed; empty in an index of a format
            before 8.
    """
    return f"{report_url(report_id)}#s{number}" + (f"~{anchor}" if anchor else "")


def cite_url(passage_id: str) -> str:
    """Return the path of the page with the citation of a passage in every format."""
    return f"/cite?id={quote(passage_id, safe='/')}"


def _label(
    passage: Passage, report: IndexedReport, cell: tuple[str | None, str | None, str | None]
) -> str:
    source = report.source
    title = in_title_case(source.title) if source.title else source.id
    if source.number:
        title += f" ({source.number})"
    labels = printed_pages(passage.pages, report.page_labels)
    parts = [
        listed_authors(source.authors),
        source.publisher,
        title,
        readable_date(source.date) if source.date else None,
        _place(passage, passage.number, labels, cell, has_lines=report.has_lines),
        READ_BY_OCR if read_by_ocr(passage, report.ocr_pages) else None,
    ]
    return ", ".join(part for part in parts if part)


def place_of(citation: Citation, *, has_lines: bool) -> str:
    """Return the place of a citation within its report, in words: the end of its label."""
    cell = citation.table, citation.row, citation.column
    return _place(citation, citation.sentence, citation.page_labels, cell, has_lines=has_lines)


def _place(
    quoted: Passage | Citation,
    number: int,
    labels: tuple[str, str] | None,
    cell: tuple[str | None, str | None, str | None],
    *,
    has_lines: bool,
) -> str:
    table, row, column = cell
    # A section may end in the caption.
    named = bool(table and quoted.section and quoted.section.endswith(table))
    parts = [
        _pages(quoted.pages, labels),
        f'"{quoted.section}"' if quoted.section else None,
        f'table "{table}"' if table and not named else None,
        f'row "{row}"' if row else None,
        f'column "{column}"' if column else None,
        # The label has a paragraph only if it has neither a page nor a line.
        f"paragraph {quoted.paragraph}" if not (quoted.pages or has_lines) else None,
        f"sentence {number}",
        _range("line", "lines", quoted.lines if has_lines else None),
    ]
    return ", ".join(part for part in parts if part)


def listed_authors(authors: Sequence[str]) -> str | None:
    """Return one or two authors, or the first of several, as a label names them."""
    if len(authors) > 2:
        return f"{natural_order(authors[0])} et al."
    return " and ".join(map(natural_order, authors)) or None


def _pages(pages: tuple[int, int] | None, labels: tuple[str, str] | None) -> str | None:
    """Return the printed pages, with the number in the PDF file where that differs."""
    counted = _range("p.", "pp.", pages)
    printed = _range("p.", "pp.", labels)
    return f"{printed} (PDF {counted})" if printed and printed != counted else counted


def _range(
    singular: str, plural: str, numbers: tuple[int, int] | tuple[str, str] | None
) -> str | None:
    if numbers is None:
        return None
    first, last = numbers
    return f"{singular} {first}" if first == last else f"{plural} {first}–{last}"


def readable_date(date: str) -> str:
    """Return a date in the form "9 Feb. 2016", "Feb. 2016" or "2016"."""
    year, month, day = date_parts(date)
    parts = (day, month and _MONTHS[month - 1], year)
    return " ".join(str(part) for part in parts if part)
