"""Check a zipped document before it is unpacked."""

import io
import zipfile

from corpus.errors import UnreadableFile
from corpus.readers.signature import OLE, ZIP, refuse_other_kinds

_LOCKED = "the file has a password: save it without a password"
NOT_WORD = "the file is not a valid Word document: save it as .docx, or correct its extension"
DAMAGED = "the file is damaged or truncated: copy it again, or open it in Word and save it again"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_MAX_PARTS = 10_000
_RATIO_FROM = 10_000_000
"""Unpacked size in bytes from which the ratio is checked."""


def check_package(content: bytes, max_unpacked_bytes: int, max_ratio: int) -> None:
    """Check that a file is a complete zip package and within the size limits.

    Args:
        content: the file's bytes.
        max_unpacked_bytes: maximum size of all parts after unpacking.
        max_ratio: maximum ratio of unpacked to packed size.

    Raises:
        UnreadableFile: when it is not; the message states the reason and the remedy.
    """
    if not content.startswith(ZIP):
        if content.startswith(OLE):
            old = "the file has the .doc format of Word 97 to 2003: save it as .docx"
            raise UnreadableFile(_LOCKED if _ENCRYPTED_PART in content else old)
        refuse_other_kinds(content)
        raise UnreadableFile(NOT_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableFile(DAMAGED) from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(_LOCKED)
    # The declared sizes can be trusted: zipfile stops reading a part at its declared size.
    unpacked = sum(part.file_size for part in parts)
    too_tight = unpacked > max(_RATIO_FROM, max_ratio * len(content))
    if unpacked > max_unpacked_bytes or too_tight or len(parts) > _MAX_PARTS:
        raise UnreadableFile(
            f"the document unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, more than "
            "allowed: remove its pictures, or split it"
        )
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise UnreadableFile(NOT_WORD)
