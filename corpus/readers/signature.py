"""Detect files of another format by their first bytes."""

from corpus.errors import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Signature of old Office files, and of new ones with a password."""

ZIP = b"PK\x03\x04"

_KNOWN = (
    (b"%PDF-", "a PDF file", "change its extension to .pdf"),
    (ZIP, "a DOCX, EPUB or other zip file", "correct its extension"),
    (OLE, "an old Office file", "save it as .docx"),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"\x89PNG", "an image", "run OCR on it and save the result as a PDF file"),
    (b"\xff\xd8\xff", "an image", "run OCR on it and save the result as a PDF file"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
)


def refuse_other_kinds(content: bytes) -> None:
    """Raise an error for a file that is empty or has the signature of another format.

    Raises:
        UnreadableFile: with the detected format and the remedy.
    """
    if not content.strip():
        raise UnreadableFile("the file is empty: add the report's text, or delete it")
    for start, kind, remedy in _KNOWN:
        if content.startswith(start):
            raise UnreadableFile(f"the extension is wrong, this is {kind}: {remedy}")
