"""Read untrusted files in a child process: ``python -m corpus.sandbox.reader_process``.

``corpus.sandbox.parent`` starts this process and sends one line of JSON for each task, followed
by the file's bytes when the file is not on disk. The answer is lines of JSON. For a report: text,
blocks and front matter, then the places of the words, 500 a line. For a page image: one line with
the image. For a workbook: the number of rows and the name of the sheet, then the rows, 500 a line.
For a draft: one line, and for a draft with comments one line with the file. For a failure: one
line with the reason.
"""

import hashlib
import json
import os
import re
import resource
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import NO_TEXT, ScannedFile, UnreadableFile
from corpus.extract import extract
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.marks import marks_as_json
from corpus.omission_words import in_words, unread_pages
from corpus.readers.drafts.draft import DraftComment
from corpus.readers.pdf.page_view import PageView
from corpus.report import Extracted, Place
from corpus.sandbox.limited_process import end_with_parent

_ROWS_A_LINE = 500
_SECONDS_A_PAGE_NOTE = 0.1
"""Minimum time between two notes of the page that is read."""
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


def main() -> None:
    """Answer requests until standard input ends."""
    limits = Limits(**json.loads(sys.argv[1]))
    end_with_parent(int(sys.argv[2]), os.getpid())
    answers = _answers_only()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.read_memory_bytes, limits.read_memory_bytes))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        request["content"] = sys.stdin.buffer.read(request["size"])
        _allow_processor_time(limits.read_cpu_seconds)
        request["watch"] = _Pages(answers).note
        for answer in _answers(request, limits):
            answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        answers.flush()


class _Pages:
    """Tells the parent process which page of a file is read, before the answer."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._told_at = time.monotonic()

    def note(self, page: int, pages: int) -> None:
        now = time.monotonic()
        if now - self._told_at >= _SECONDS_A_PAGE_NOTE:
            self._told_at = now
            self._answers.write(json.dumps({"page": page, "pages": pages}).encode() + b"\n")
            self._answers.flush()


def _answers_only() -> BinaryIO:
    """Return the standard output, and redirect what libraries print to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _allow_processor_time(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, most))


def _answers(request: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    try:
        yield from _TASKS[request["task"]](request, limits)
    except UnreadableFile as error:
        yield {"unreadable": str(error), "scanned": isinstance(error, ScannedFile)}
    except MemoryError:
        yield {"exceeded": "read_memory_bytes"}
    except RecursionError:
        yield {"unreadable": "the document is nested too deeply: simplify it and save it again"}
    except Exception as error:
        yield {
            "unreadable": f"the file is not a valid {request['suffix']} file "
            f"({type(error).__name__}): "
            "save it again with the program that made it"
        }


def _report(request: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    sha256, found = _found(request, limits)
    yield {
        "source_sha256": sha256,
        "front": asdict(found.front),
        "text": found.text,
        "blocks": [
            (
                block.start,
                block.end,
                block.page,
                block.section,
                block.kind,
                marks_as_json(block.drawn, block.row),
            )
            for block in found.blocks
        ],
        "page_labels": found.page_labels,
        "pages": found.pages,
        "omissions": [asdict(one) for one in found.omissions],
        "ocr_pages": found.ocr_pages,
        "places": len(found.places),
    }
    yield from _in_pieces("places", list(map(_row, found.places)))


def _image(request: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    from corpus.readers.pdf.page_image import draw_page

    content = read_bytes(Path(request["location"]), limits)
    drawn = draw_page(content, PageView(**request["view"]))
    yield {
        "image": b64encode(drawn.png).decode(),
        "width": drawn.width,
        "height": drawn.height,
    }


def _workbook(request: dict[str, Any], _limits: Limits) -> Iterator[dict[str, Any]]:
    from corpus.readers.workbook import first_sheet

    sheet = first_sheet(request["content"])
    yield {"rows": len(sheet.rows), "sheet": sheet.name}
    yield from _in_pieces("rows", sheet.rows)


def _draft(request: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    from corpus.readers.drafts.reading import make_draft

    found = extract(request["suffix"], request["content"], request["watch"], as_draft=True)
    draft = make_draft("", "", _sound(found, limits))
    yield {
        "text": draft.text,
        "blocks": [
            (*(block.start, block.end, block.page, block.section, block.kind),
             marks_as_json(block.drawn, block.row))
            for block in draft.blocks
        ],
        "notes": [asdict(note) for note in draft.notes],
        "block_quotes": draft.block_quotes,
        "omissions": [asdict(one) for one in draft.omissions],
        "pages": draft.pages,
    }  # fmt: skip


def _commented(request: dict[str, Any], _limits: Limits) -> Iterator[dict[str, Any]]:
    from corpus.readers.word.comments import comment_docx

    comments = [DraftComment(*one) for one in request["comments"]]
    yield {"file": b64encode(comment_docx(request["content"], comments)).decode()}


_TASKS = {
    "report": _report,
    "page image": _image,
    "workbook rows": _workbook,
    "draft": _draft,
    "draft with comments": _commented,
}


def _in_pieces(name: str, rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(rows), _ROWS_A_LINE):
        yield {name: rows[first : first + _ROWS_A_LINE]}


def _found(request: dict[str, Any], limits: Limits) -> tuple[str, Extracted]:
    content = read_bytes(Path(request["location"]), limits)
    found = extract(request["suffix"], content, request["watch"])
    return hashlib.sha256(content).hexdigest(), _sound(found, limits)


def _sound(found: Extracted, limits: Limits) -> Extracted:
    """Return what was extracted, if it has text within the limits."""
    if len(found.text) > limits.max_text_chars:
        raise limits.exceeded("max_text_chars")
    if not found.blocks:
        raise _without_text(found)
    # UTF-8 cannot encode lone surrogates. One character replaces each, so offsets stay valid.
    return replace(found, text=_HALF_CHARACTER.sub("\ufffd", found.text))


def _without_text(found: Extracted) -> UnreadableFile:
    """Return the error for a file without text, with what could not be read or was left out."""
    if not found.omissions:
        return UnreadableFile(NO_TEXT)
    kind = ScannedFile if unread_pages(found.omissions) else UnreadableFile
    told = " ".join(in_words(one, found.pages) for one in found.omissions)
    return kind(f"no text of the file can be read: {told.removesuffix('.')}")


def _row(place: Place) -> tuple[float, ...]:
    return place.start, place.end, place.page, *place.box


if __name__ == "__main__":
    main()
