"""Keep the vectors of a build until it is published, so that a killed build can be resumed."""

import json
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.types import Vectors

_KEY_BYTES = 16
_CHECK = struct.Struct("<I")


class VectorJournal:
    """An append-only file of vectors by key.

    The first line is a JSON header. Each record holds a key of 16 bytes, a vector and the CRC-32
    of both.
    """

    def __init__(self, path: Path, vectors_sha256: str) -> None:
        """Open the journal of a killed build, and truncate it at the first damaged record.

        Args:
            vectors_sha256: see ``ModelIdentity``; a journal with another one is removed.
        """
        self._path = path
        self._model = vectors_sha256
        self._offsets: dict[bytes, int] = {}
        self._dimension = 0
        end = self._read() if path.exists() else 0
        if end:
            with path.open("r+b") as stream:
                stream.truncate(end)
        else:
            self.remove()

    def _read(self) -> int:
        """Index the intact records and return where they end; 0 when the model has none."""
        with self._path.open("rb") as stream:
            try:
                header = json.loads(stream.readline(1000))
                if header["model"] != self._model:
                    return 0
                self._dimension = int(header["dimension"])
            except (ValueError, KeyError, TypeError):
                return 0
            size = _KEY_BYTES + 4 * self._dimension
            end = stream.tell()
            while len(record := stream.read(size + _CHECK.size)) == size + _CHECK.size:
                if _CHECK.unpack(record[size:])[0] != zlib.crc32(record[:size]):
                    break
                self._offsets[record[:_KEY_BYTES]] = end + _KEY_BYTES
                end = stream.tell()
        return end if self._offsets else 0

    def __contains__(self, key: bytes) -> bool:
        """Tell whether the killed build left a vector with this key."""
        return key in self._offsets

    def vectors(self, keys: Iterable[bytes]) -> list[npt.NDArray[np.float32]]:
        """Return the vectors with these keys; each of shape (dimension,).

        Raises:
            KeyError: when a key does not exist.
        """
        found = []
        with self._path.open("rb") as stream:
            for key in keys:
                stream.seek(self._offsets[key])
                found.append(np.frombuffer(stream.read(4 * self._dimension), dtype=np.float32))
        return found

    def add(self, keys: Iterable[bytes], vectors: Vectors) -> None:
        """Append vectors of shape (n, dimension), for the next build to find."""
        new = not self._path.exists()
        with self._path.open("ab") as stream:
            if new:
                header = {"model": self._model, "dimension": vectors.shape[1]}
                stream.write(json.dumps(header).encode() + b"\n")
            for key, vector in zip(keys, vectors, strict=True):
                record = key + np.asarray(vector, dtype=np.float32).tobytes()
                stream.write(record + _CHECK.pack(zlib.crc32(record)))

    def remove(self) -> None:
        """Remove the file and forget its keys."""
        self._offsets.clear()
        self._path.unlink(missing_ok=True)
