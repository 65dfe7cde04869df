"""Write a bag (BagIt, RFC 8493) as a zip file; the same content gives the same bytes."""

import hashlib
from collections.abc import Iterable
from datetime import date
from types import TracebackType
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from corpus.errors import BadRequest
from service import __version__

_MOST_BYTES = 2**31 - 1
"""Most bytes of a file that programs read without the later extension of zip files."""
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class BagWriter:
    """Writes files into a bag, one at a time, and its manifests when it is left."""

    def __init__(self, stream: IO[bytes], name: str, day: date) -> None:
        """Begin a bag.

        Args:
            name: the folder that the zip file holds.
            day: date of the bag and of its files.
        """
        self._zip = ZipFile(stream, "w")
        self._name, self._day = name, day
        self._payload: dict[str, str] = {}
        self._bytes = 0

    def add(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Add a file of the payload.

        Args:
            path: below ``data/``.
            content: all bytes, or one piece after the other.

        Raises:
            BadRequest: when the file is larger than 2 GiB.
        """
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._about(f"data/{path}"), "w") as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                size += len(piece)
                if size > _MOST_BYTES:
                    raise BadRequest(f"{path} of the pack is larger than 2 GiB", "pack fewer")
                digest.update(piece)
                file.write(piece)
        self._payload[f"data/{path}"] = digest.hexdigest()
        self._bytes += size

    @property
    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file so far, by its path below ``data/``."""
        return {path.removeprefix("data/"): digest for path, digest in self._payload.items()}

    def _about(self, path: str) -> ZipInfo:
        day = self._day
        info = ZipInfo(f"{self._name}/{path}", (day.year, day.month, day.day, 0, 0, 0))
        info.compress_type = ZIP_STORED if path.endswith(".png") else ZIP_DEFLATED
        info.external_attr, info.create_system = 0o644 << 16, 3
        return info

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        """Write the tag files, unless an error ended the bag."""
        if kind is None:
            tags = {
                "bagit.txt": _DECLARATION,
                "bag-info.txt": (
                    f"Bag-Software-Agent: Pincite {__version__}\n"
                    f"Bagging-Date: {self._day.isoformat()}\n"
                    f"Payload-Oxum: {self._bytes}.{len(self._payload)}\n"
                ).encode(),
                "manifest-sha256.txt": _lines(self._payload),
            }
            tags["tagmanifest-sha256.txt"] = _lines(
                {path: hashlib.sha256(content).hexdigest() for path, content in tags.items()}
            )
            for path, content in tags.items():
                self._zip.writestr(self._about(path), content)
        self._zip.close()


def _lines(hashes: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items())).encode()
