"""Extract a file's text with the reader of its format."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from corpus.readers.drafts.plain import read_plain_draft
from corpus.report import Extracted
from corpus.text.decode import decode
from corpus.text.layout import find_blocks

PageWatcher = Callable[[int, int], None]
"""Called with the page that is read now, from 1, and the number of pages.

The page is 0 while OCR runs.
"""

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
    ".pdf": ("pdf.characters", "read_pdf"),
    ".html": ("web.page", "read_html"),
    ".htm": ("web.page", "read_html"),
    ".docx": ("word.document", "read_docx"),
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
}
_PAGED = (".pdf",)
READABLE = (TEXT, *_READERS)
"""File extensions that can be read."""


def format_name(path: str) -> str:
    """Return the name of a file's format; files in one format differ where their texts differ."""
    return FORMAT_NAMES[PurePosixPath(path).suffix.lower()]


def extract(
    suffix: str,
    content: bytes,
    watch: PageWatcher = lambda *_: None,
    *,
    as_draft: bool = False,
) -> Extracted:
    """Return a file's text, blocks, places and front matter.

    Args:
        suffix: the file's extension in lower case, one of ``READABLE``.
        content: the file's bytes.
        watch: told each page, for a format whose reader goes page by page.
        as_draft: whether to keep what ``corpus.readers.drafts`` makes a draft of.

    Raises:
        UnreadableFile: when the content is not valid for its format; the message states the
            reason and the remedy.
    """
    if suffix == TEXT:
        text = decode(content)
        return read_plain_draft(text) if as_draft else Extracted(text, find_blocks(text))
    # A reader is imported with the first file of its format, because its library loads slowly.
    module, name = _READERS[suffix]
    read: Callable[..., Extracted] = getattr(import_module(f"corpus.readers.{module}"), name)
    if suffix in _PAGED:
        return read(content, watch)
    return read(content, as_draft=True) if as_draft else read(content)
