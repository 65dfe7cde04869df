"""Read the content of a file: the table of the formats and what reads each."""

from collections.abc import Callable
from importlib import import_module

from corpus.report import Extracted
from corpus.text.decode import decode
from corpus.text.layout import find_blocks

EXTRACTION_VERSION = "1"
"""Raise it when a reader finds other text, blocks, places or front matter in the same file."""

TEXT = ".txt"
_READERS = {
    ".pdf": "pdf.characters",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
}
READABLE = (TEXT, *_READERS)
"""The endings of the files that can be read."""


def extract(suffix: str, content: bytes) -> Extracted:
    """Return what a file's content holds.

    Args:
        suffix: the file's ending, in lower case, one of ``READABLE``.

    Raises:
        UnreadableFile: with the reason and the remedy.
    """
    if suffix == TEXT:
        text = decode(content)
        return Extracted(text, find_blocks(text))
    # Imported when a file asks for it: their libraries are heavy, and text needs none of them.
    name = _READERS[suffix]
    module = import_module(f"corpus.readers.{name}")
    read: Callable[[bytes], Extracted] = getattr(module, f"read_{name.partition('.')[0]}")
    return read(content)
