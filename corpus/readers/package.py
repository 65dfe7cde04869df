"""Check a zipped document before anything unpacks it."""

import io
import zipfile

from corpus.errors import UnreadableFile
from corpus.readers.signature import OLE, ZIP, refuse_other_kinds

_LOCKED = "it is protected by a password: save it without one"
NO_DOCUMENT = "it is no Word document: save it as .docx, or rename it"
DAMAGED = "it is damaged or was cut short: copy it again, or open it in Word and save it anew"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_MANY_PARTS = 10_000
_SMALL = 10_000_000
"""In bytes: what may be packed as tightly as it likes."""


def check_package(content: bytes, max_unpacked_bytes: int, max_ratio: int) -> None:
    """Refuse what is no whole zip file of a reasonable size.

    Args:
        max_ratio: of unpacked to packed size.

    Raises:
        UnreadableFile: with the reason and the remedy.
    """
    if not content.startswith(ZIP):
        if content.startswith(OLE):
            old = "it is a .doc of Word 2003 or older: save it as .docx"
            raise UnreadableFile(_LOCKED if _ENCRYPTED_PART in content else old)
        refuse_other_kinds(content)
        raise UnreadableFile(NO_DOCUMENT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableFile(DAMAGED) from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(_LOCKED)
    # zipfile reads no more of a part than the size that is declared here.
    unpacked = sum(part.file_size for part in parts)
    too_tight = unpacked > max(_SMALL, max_ratio * len(content))
    if unpacked > max_unpacked_bytes or too_tight or len(parts) > _MANY_PARTS:
        raise UnreadableFile(
            f"it unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, too much for a "
            "report: take the pictures out, or cut it in parts"
        )
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise UnreadableFile(NO_DOCUMENT)
