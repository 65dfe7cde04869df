"""Check a child process's answer and make a report from it."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import fields
from math import isfinite
from typing import Any, get_args

from corpus.files import text_sha256
from corpus.folder import SourceFile
from corpus.report import Block, Front, Kind, Place, Report
from corpus.text.passages import split_sentences

_MOST_PAGES = 1_000_000
_LONGEST_FRONT = 500
_LONGEST_SECTION = 2000
"""Maximum length of a heading path. Every sentence below the headings stores a copy."""


def report_from(
    file: SourceFile, about: dict[str, Any], places: Iterable[Any], max_sentence_chars: int
) -> Report:
    """Return the report that a child read from a file.

    Args:
        file: the file that the child read.
        about: hash, text, blocks and front matter, as the child writes them.
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
    )


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
    for start, end, page, section, kind in rows:
        if not reached <= start < end <= len(text) or kind not in get_args(Kind):
            raise ValueError("blocks must be inside the text and in order")
        if not text[start:end].strip() or text[reached:start].strip():
            raise ValueError("blocks must cover the text and must not be blank")
        reached = end
        number = None if page is None else int(page)
        yield Block(start, end, number, str(section)[:_LONGEST_SECTION] if section else None, kind)


def _place(row: Any) -> Place:
    start, end, page, *edges = row
    left, top, right, bottom = map(float, edges)
    if not isfinite(left + top + right + bottom):
        raise ValueError("the edges of a place must be finite")
    return Place(int(start), int(end), int(page), (left, top, right, bottom))


def _front(stated: dict[str, Any]) -> Front:
    """Return the front matter without values that cannot be valid."""
    values: dict[str, str | None] = {}
    for item in fields(Front):
        text = " ".join(str(stated.get(item.name) or "").split())
        values[item.name] = text if text.isprintable() and 0 < len(text) <= _LONGEST_FRONT else None
    try:
        datetime.date.fromisoformat(values["date"] or "")
    except ValueError:
        values["date"] = None
    return Front(**values)
