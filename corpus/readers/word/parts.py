"""Read the documents that a Word document embeds as part of its text (altChunk)."""

from email import message_from_bytes
from email.errors import MessageError

from corpus.errors import UnreadableFile
from corpus.readers.canonical import TextBuilder
from corpus.readers.web.page import add_html
from corpus.text.decode import decode
from corpus.text.layout import find_blocks

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HTML = ("text/html", "application/xhtml+xml")
_ARCHIVES = ("message/rfc822", "multipart/related", "application/x-mimearchive")
EMBEDDED = "an embedded document (altChunk)"
"""What the report says of an embedded document that cannot be read."""


def add_chunk(builder: TextBuilder, content_type: str, content: bytes) -> bool:
    """Add an embedded web page or text; return whether it has such a format.

    Raises:
        UnreadableFile: when the page is nested too deeply.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _ARCHIVES:
        page = _page_of(content)
        return page is not None and add_chunk(builder, _HTML[0], page)
    if kind in _HTML:
        add_html(builder, content)
    elif kind == "text/plain":
        text = decode(content)
        for block in find_blocks(text):
            builder.add(text[block.start : block.end])
    return kind in (*_HTML, "text/plain")


def _page_of(content: bytes) -> bytes | None:
    """Return the web page in a web archive, or None."""
    try:
        parts = message_from_bytes(content).walk()
        page = next((part for part in parts if part.get_content_type() == _HTML[0]), None)
        decoded = None if page is None else page.get_payload(decode=True)
    except (MessageError, LookupError, ValueError) as error:
        raise UnreadableFile(EMBEDDED) from error
    return decoded if isinstance(decoded, bytes) else None
