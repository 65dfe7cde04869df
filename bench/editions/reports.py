"""Choose reports, in two halves, and the formats that their editions are made of."""

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bench.editions.formats.drawing import Layout
from bench.editions.formats.html import HtmlOriginal
from bench.editions.formats.original import Original
from bench.editions.formats.pdf import SECONDS, PdfOriginal
from bench.editions.formats.text import TextOriginal
from bench.editions.formats.word import WordOriginal, as_word_file
from bench.editions.sentences import sentences_of
from bench.links import read
from corpus.extract import READABLE
from corpus.report import Report

DEVELOPMENT, TEST = "development", "test"
_NARROW = 3
"""Cells of a row that has room in one of two columns."""
HALVES = (DEVELOPMENT, TEST)
FORMATS = ("text", "HTML", "DOCX", "PDF")


def half_of(file: Path) -> str:
    """Return the half that a report belongs to, whatever its format."""
    return DEVELOPMENT if sha256(file.stem.encode()).digest()[0] % 2 else TEST


def files_of(folder: Path, half: str) -> list[Path]:
    """Return the files of a half."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in READABLE and file.name != "README.md" and half_of(file) == half
    ]


def read_report(file: Path) -> Report:
    """Read a report."""
    return read(file, f"report{file.suffix}")


def originals(
    file: Path, report: Report, forms: tuple[str, ...], is_first: bool, chance: random.Random
) -> Iterator[Original]:
    """Yield a report as files of the formats that it lends itself to.

    A page in HTML and a Word file stay as they are. A PDF file is drawn anew, so that its lines and
    pages can change. The first file of a report is also written as text and, where it is not one,
    as a Word file.
    """
    if "text" in forms and is_first:
        yield TextOriginal(report)
    if "HTML" in forms and file.suffix == ".html":
        yield HtmlOriginal(file.read_bytes())
    if "DOCX" in forms:
        if file.suffix == ".docx":
            yield WordOriginal(file.read_bytes())
        elif is_first:
            yield WordOriginal(as_word_file(sentences_of(report)))
    if "PDF" in forms and file.suffix == ".pdf":
        yield PdfOriginal(report, chance.choice(_layouts(report)))


def _layouts(report: Report) -> list[Layout]:
    """Return how a report may be set: a wide table has no room in one of two columns."""
    cells = max((len(one.row.cells) for one in report.passages if one.row), default=0)
    return [one for one in SECONDS if one.columns == 1 or cells <= _NARROW]
