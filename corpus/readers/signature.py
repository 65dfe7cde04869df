"""Tell by its first bytes what a file is, whatever its name says."""

from corpus.errors import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old Office files start, and new ones that have a password."""

ZIP = b"PK\x03\x04"

_KNOWN = (
    (b"%PDF-", "a PDF", "rename it to end in .pdf"),
    (ZIP, "a DOCX, an EPUB or another zip file", "give it the ending that it should have"),
    (OLE, "an old Office file", "save it as .docx"),
    (b"{\\rtf", "a rich text file", "save it as .docx"),
    (b"\x89PNG", "an image", "put its text in the place of the image"),
    (b"\xff\xd8\xff", "an image", "put its text in the place of the image"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
)


def refuse_other_kinds(content: bytes) -> None:
    """Refuse a file that is empty, or that its first bytes show to be no text.

    Raises:
        UnreadableFile: with what it is, and what to do.
    """
    if not content.strip():
        raise UnreadableFile("it is empty: put the report's text in it or remove it")
    for start, kind, remedy in _KNOWN:
        if content.startswith(start):
            raise UnreadableFile(f"its name is wrong, it is {kind}: {remedy}")
