"""Read and hash files."""

import hashlib
import os
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.limits import Limits


def read_bytes(location: Path, limits: Limits) -> bytes:
    """Return a file's content.

    Raises:
        UnreadableFile: when the file cannot be opened, is larger than ``max_file_bytes``, or
            grows while it is read.
    """
    try:
        with location.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            # A buffer of max_file_bytes + 1 may need more memory than the machine has.
            content = stream.read(min(size, limits.max_file_bytes) + 1)
    except OSError as error:
        raise UnreadableFile(f"{error.strerror}: make the file readable") from error
    if len(content) > limits.max_file_bytes:
        raise limits.exceeded("max_file_bytes")
    if len(content) > size:
        raise UnreadableFile("the file grew while it was read: build again when it is complete")
    return content


def file_sha256(location: Path) -> str:
    """Return the SHA-256 of a file's bytes, as 64 hexadecimal digits; the file is read in parts."""
    with location.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text encoded in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
