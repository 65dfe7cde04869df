"""A child whose reader does what the file says: the sandbox must bear all of it."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import corpus.readers.drafts.reading
import corpus.readers.word.comments
import corpus.readers.workbook
import corpus.sandbox.reader_process
from corpus.extract import PageWatcher
from corpus.omissions import Omission
from corpus.readers.drafts.draft import Draft, Note
from corpus.readers.workbook import Sheet
from corpus.report import Block, Cell, Extracted, Front, PageBox, Place, TableRow


def extract(  # noqa: C901, PLR0912  # one case for each odd process
    suffix: str,
    content: bytes,
    watch: PageWatcher = lambda *_: None,
    *,
    as_draft: bool = False,
) -> Extracted:
    word, _, rest = content.decode().partition(" ")
    if word in ODD:
        ODD[word]()
    match word:
        case "nest":
            return extract(suffix, content, watch, as_draft=as_draft)
        case "pages":
            for note in rest.split():
                time.sleep(0.11)
                watch(*map(int, note.split("/")))
        case "flood":
            text = "many words " * 400
            places = (Place(0, 4, 1, (0, 0, 1, 1)),) * 200_000
            return Extracted(text, (Block(0, len(text) - 1),), places=places)
        case "nonsense":
            return Extracted(rest, (Block(5, 2),))
        case "section":
            return Extracted(rest, (Block(0, len(rest), section="H" * 9000),))
        case "half":
            return Extracted("A half \ud800 stays.", (Block(0, 15),))
        case "front":
            front = Front("T" * 501, "A\nPublisher", "R 7", "yesterday")
            front = replace(front, url="javascript:alert(1)", authors=("Ann Lee", "\x1b[2J"))
            return Extracted(rest, (Block(0, len(rest)),), front)
        case "marks":
            cell = Cell(5, 9, "R" * 501, "A\nhead", (PageBox(1, (0, 0, 1, 1)),))
            block = Block(0, len(rest), drawn=((0, 4),), row=TableRow("A title", (cell,)))
            return Extracted(rest, (block,), pages=2, omissions=(Omission("hidden", (1,), 3),))
        case "scan":
            return Extracted("", (), pages=2, omissions=(Omission("no_text", (1, 2), 2),))
        case "part":
            return Extracted("", (), omissions=(Omission("part", part="an embedded document"),))
        case "outside":
            return Extracted(rest, (Block(0, len(rest), drawn=((0, 99),)),))
        case "order":
            return Extracted(rest, (Block(0, len(rest)),), ocr_pages=(2, 1))
        case "labels":
            labels = ("i", "\x1b[2J", "9" * 33, " 1 ")
            return Extracted(rest, (Block(0, len(rest)),), page_labels=labels)
    return Extracted(rest, (Block(0, len(rest)),))


def spin() -> None:
    while True:
        pass


def fail() -> None:
    raise KeyError("word")


held: list[bytearray] = []

ODD: dict[str, Callable[[], object]] = {
    "sleep": lambda: time.sleep(60),
    "spin": spin,
    "eat": lambda: bytearray(2**36),
    "leak": lambda: held.append(bytearray(2**29)),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda: os._exit(3),
    "raise": fail,
    "print": lambda: print("{}", "x" * 100_000, flush=True),
}


def first_sheet(content: bytes) -> Sheet:
    ODD[content.decode()]()
    return Sheet("", [["question"], ["Is all well?"]] * 1000)


DRAFTS: dict[str, dict[str, Any]] = {
    "note": {"notes": (Note("1", "footnote", 0, 999),)},
    "back": {"notes": (Note("1", "footnote", 4, 2),)},
    "marks": {"notes": (Note("1", "footnote", 0, 2, (3, 1)),)},
    "kind": {"notes": (Note("1", "sidenote", 0, 2),)},  # type: ignore[arg-type]
    "order": {"block_quotes": ((5, 8), (0, 2))},
    "away": {"block_quotes": ((0, 999),)},
    "blocks": {"blocks": (Block(2, 4),)},
    "label": {"notes": (Note("9" * 33, "footnote", 0, 2),)},
}


def make_draft(name: str, sha256: str, extracted: Extracted) -> Draft:
    draft = Draft(name, sha256, extracted.text, extracted.blocks)
    return replace(draft, **DRAFTS.get(extracted.text.partition(" ")[0], {}))


def comment_docx(content: bytes, comments: object) -> bytes:
    return content.replace(b"old", b"new")


if __name__ == "__main__":
    corpus.readers.drafts.reading.make_draft = make_draft
    corpus.readers.word.comments.comment_docx = comment_docx
    corpus.readers.workbook.first_sheet = first_sheet
    corpus.sandbox.reader_process.extract = extract  # type: ignore[attr-defined]
    corpus.sandbox.reader_process.main()
