"""Extract a file's text with the reader of its format."""

from collections.abc import Callable
from importlib import import_module

from corpus.report import Extracted
from corpus.text.decode import decode
from corpus.text.layout import find_blocks

PageWatcher = Callable[[int, int], None]
"""Called with the page that is read now, from 1, and the number of pages."""

EXTRACTION_VERSION = "3"
"""Raise it when a reader returns different text, blocks, places or front matter for a file."""

TEXT = ".txt"
FORMAT_NAMES = {
    ".pdf": "PDF",
    ".html": "HTML",
    ".htm": "HTML",
    ".docx": "Word",
    ".md": "Markdown",
    ".markdown": "Markdown",
    TEXT: "Text",
}
"""Name of the format of each file extension."""
_READERS = {
    ".pdf": "pdf.characters",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
}
_PAGED = (".pdf",)
READABLE = (TEXT, *_READERS)
"""File extensions that can be read."""


def extract(suffix: str, content: bytes, watch: PageWatcher = lambda *_: None) -> Extracted:
    """Return a file's text, blocks, places and front matter.

    Args:
        suffix: the file's extension in lower case, one of ``READABLE``.
        content: the file's bytes.
        watch: told each page, for a format whose reader goes page by page.

    Raises:
        UnreadableFile: when the content is not valid for its format; the message states the
            reason and the remedy.
    """
    if suffix == TEXT:
        text = decode(content)
        return Extracted(text, find_blocks(text))
    # A reader is imported with the first file of its format, because its library loads slowly.
    name = _READERS[suffix]
    module = import_module(f"corpus.readers.{name}")
    read: Callable[..., Extracted] = getattr(module, f"read_{name.partition('.')[0]}")
    return read(content, watch) if suffix in _PAGED else read(content)
