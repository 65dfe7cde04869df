"""Check a child process's answer and make a report from it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import isfinite
from typing import Any, get_args

from corpus.dates import is_date
from corpus.files import text_sha256
from corpus.folder import SourceFile
from corpus.marks import Marks, marks_from_json
from corpus.omissions import Omission, OmissionKind
from corpus.readers.drafts.draft import Draft, Note, NoteKind
from corpus.readers.front import is_address
from corpus.report import Block, Front, Kind, Place, Report, Span, TableRow
from corpus.text.passages import split_sentences

_LONGEST_FRONT, _LONGEST_ADDRESS = 500, 2000
_MOST_AUTHORS, _LONGEST_AUTHOR = 50, 100
_MOST_PAGES, _LONGEST_LABEL = 1_000_000, 32
_LONGEST_HEAD, _LONGEST_PART = 500, 100
_LONGEST_SECTION = 2000
"""Maximum length of a heading path. Every sentence below the headings stores a copy."""


def report_from(
    file: SourceFile, about: dict[str, Any], places: Iterable[Any], max_sentence_chars: int
) -> Report:
    """Return the report that a child read from a file.

    Args:
        file: the file that the child read.
        about: hash, text, blocks, front matter and page labels, as the child writes them.
        places: rows of start, end, page and the four edges of each word.
        max_sentence_chars: maximum length of a passage; a longer sentence is cut.

    Raises:
        ValueError: when the answer contradicts itself.
        TypeError, KeyError: when the answer has the wrong structure.
    """
    text, sha256 = about["text"], about["source_sha256"]
    if not (isinstance(text, str) and isinstance(sha256, str)):
        raise TypeError("text and source_sha256 must be strings")
    front = _front(about["front"])
    blocks = tuple(_blocks(about["blocks"], text))
    return Report(
        source=file.source.completed(front),
        path=file.path,
        source_sha256=sha256,
        text=text,
        text_sha256=text_sha256(text),
        front=front,
        passages=split_sentences(
            file.source.id, text, blocks, map(_place, places), max_sentence_chars
        ),
        page_labels=_page_labels(about["page_labels"]),
        page_count=_number(about["pages"], 0, _MOST_PAGES),
        omissions=tuple(_omission(**one) for one in about["omissions"]),
        ocr_pages=_pages(about["ocr_pages"]),
    )


def draft_from(name: str, sha256: str, about: dict[str, Any]) -> Draft:
    """Return the draft that a child read.

    Args:
        name, sha256: of the file.
        about: text, blocks, notes, block quotations and omissions, as the child writes them.

    Raises:
        ValueError: when the answer contradicts itself.
        TypeError, KeyError: when the answer has the wrong structure.
    """
    text = about["text"]
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    quotes = tuple((int(start), int(end)) for start, end in about["block_quotes"])
    _check_order(quotes, 0, len(text))
    notes = tuple(_note(**one, most=len(text)) for one in about["notes"])
    _check_order([(note.start, note.end) for note in notes if note.start < note.end], 0, len(text))
    return Draft(
        name=name,
        sha256=sha256,
        text=text,
        blocks=tuple(_blocks(about["blocks"], text)),
        notes=notes,
        block_quotes=quotes,
        omissions=tuple(_omission(**one) for one in about["omissions"]),
        pages=_number(about["pages"], 0, _MOST_PAGES),
    )


def _note(label: Any, kind: str, start: Any, end: Any, marks: Any, most: int) -> Note:
    if kind not in get_args(NoteKind):
        raise ValueError(f"no kind of note: {kind}")
    places = tuple(_number(mark, 0, most) for mark in marks)
    if places != tuple(sorted(set(places))):
        raise ValueError("the marks of a note must be in order")
    start, end = _number(start, 0, most), _number(end, 0, most)
    if start > end:
        raise ValueError("a note must not end before it starts")
    return Note(_line(label, _LONGEST_LABEL) or "", kind, start, end, places)  # type: ignore[arg-type]


def page_from(note: dict[str, Any], before: int) -> tuple[int, int]:
    """Return the page that a child reads now, and the number of pages.

    Args:
        note: as the child writes it.
        before: the page of its last note.

    Raises:
        ValueError: when the pages are not in order, or too many.
        TypeError, KeyError: when the note has the wrong structure.
    """
    page, pages = note["page"], note["pages"]
    if type(page) is not int or type(pages) is not int:
        raise TypeError("pages must be numbers")
    if not before < page <= pages <= _MOST_PAGES:
        raise ValueError("pages must be in order")
    return page, pages


def _blocks(rows: Iterable[Any], text: str) -> Iterator[Block]:
    reached = 0
    for start, end, page, section, kind, marks in rows:
        if not reached <= start < end <= len(text) or kind not in get_args(Kind):
            raise ValueError("blocks must be inside the text and in order")
        if not text[start:end].strip() or text[reached:start].strip():
            raise ValueError("blocks must cover the text and must not be blank")
        reached = end
        number = None if page is None else int(page)
        path = str(section)[:_LONGEST_SECTION] if section else None
        yield Block(start, end, number, path, kind, *_marks(marks, start, end))


def _marks(written: Any, start: int, end: int) -> Marks:
    drawn, row = marks_from_json(written)
    cells = row.cells if row else ()
    _check_order(drawn, start, end)
    _check_order([(cell.start, cell.end) for cell in cells], start, end)
    for cell in cells:
        if not isfinite(sum(edge for box in cell.boxes for edge in (box.page, *box.box))):
            raise ValueError("the edges of a cell must be finite")
    if row is None:
        return drawn, None
    return drawn, TableRow(
        _line(row.title, _LONGEST_HEAD),
        tuple(replace(cell, row=_line(cell.row, _LONGEST_HEAD) or "",
                      column=_line(cell.column, _LONGEST_HEAD) or "") for cell in cells),
    )  # fmt: skip


def _check_order(spans: Iterable[Span], start: int, end: int) -> None:
    for one, other in spans:
        if not start <= one < other <= end:
            raise ValueError("drawn spans and cells must be inside their block and in order")
        start = other


def _omission(kind: str, pages: Any, count: Any, part: Any) -> Omission:
    if kind not in get_args(OmissionKind):
        raise ValueError(f"no kind of omission: {kind}")
    most = _MOST_PAGES * 1000
    named = _line(part, _LONGEST_PART) or ""
    return Omission(kind, _pages(pages), _number(count, 1, most), named)  # type: ignore[arg-type]


def _pages(stated: Any) -> tuple[int, ...]:
    pages = tuple(_number(page, 1, _MOST_PAGES) for page in stated)
    if pages != tuple(sorted(set(pages))):
        raise ValueError("pages must be in order")
    return pages


def _number(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{value!r} must be a whole number from {least} to {most}")
    return value


def _place(row: Any) -> Place:
    start, end, page, *edges = row
    left, top, right, bottom = map(float, edges)
    if not isfinite(left + top + right + bottom):
        raise ValueError("the edges of a place must be finite")
    return Place(int(start), int(end), int(page), (left, top, right, bottom))


def _front(stated: dict[str, Any]) -> Front:
    """Return the front matter without values that cannot be valid."""
    date = _line(stated.get("date"), _LONGEST_FRONT)
    url = _line(stated.get("url"), _LONGEST_ADDRESS)
    return Front(
        title=_line(stated.get("title"), _LONGEST_FRONT),
        publisher=_line(stated.get("publisher"), _LONGEST_FRONT),
        number=_line(stated.get("number"), _LONGEST_FRONT),
        date=date if date and is_date(date) else None,
        url=url if is_address(url) else None,
        authors=_authors(stated.get("authors") or ()),
    )


def _authors(stated: Iterable[Any]) -> tuple[str, ...]:
    """Return the authors, or none if one of them cannot be valid: a list names them all."""
    names = [_line(name, _LONGEST_AUTHOR) for name in stated]
    valid = tuple(filter(None, names))
    return valid if len(valid) == len(names) <= _MOST_AUTHORS else ()


def _page_labels(stated: Any) -> tuple[str, ...]:
    if not isinstance(stated, list) or len(stated) > _MOST_PAGES:
        raise TypeError("page_labels must be a list with a text for each page")
    return tuple(_line(label, _LONGEST_LABEL) or "" for label in stated)


def _line(value: object, longest: int) -> str | None:
    """Return a value as one line of printable text, or None if it is none or too long."""
    text = " ".join(str(value or "").split())
    return text if text.isprintable() and 0 < len(text) <= longest else None
