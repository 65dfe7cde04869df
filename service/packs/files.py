"""Open the files of a pack, of a zip file or of the folder that it was unpacked to."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

from corpus.errors import BadRequest

_UNSAFE = re.compile(r"[\\:\x00-\x1f\x7f]|(^|/)\.{0,2}(/|$)")
_PLAIN = (0, 4, 8)  # the kinds of a file's mode in a zip file: none stated, a folder, a file
_BLOCK_BYTES = 2**20
DAMAGED = (BadZipFile, OSError, RuntimeError, EOFError)
"""What a zip file or a folder raises that cannot be read; zlib.error besides."""


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The files of a pack.

    Attributes:
        openers: opens each file, by its path in the pack.
        faults: what is wrong with the names and kinds of the files.
    """

    openers: dict[str, Callable[[], IO[bytes]]]
    faults: tuple[str, ...]

    def __contains__(self, name: object) -> bool:
        """Tell whether the pack has a file."""
        return name in self.openers

    def __iter__(self) -> Iterator[str]:
        """Return the paths of the files."""
        return iter(self.openers)

    def sha256(self, name: str) -> str:
        """Return the hash of a file, which may be larger than the memory."""
        digest = hashlib.sha256()
        with self.openers[name]() as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
        return digest.hexdigest()

    def read(self, name: str, most: int) -> bytes:
        """Return the content of a file.

        Raises:
            BadRequest: when it is larger than ``most`` bytes.
        """
        with self.openers[name]() as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise _too_large(name)
        return content

    def lines(self, name: str, most: int) -> Iterator[bytes]:
        """Yield the lines of a file.

        Raises:
            BadRequest: when one is larger than ``most`` bytes.
        """
        with self.openers[name]() as file:
            while line := file.readline(most + 1):
                if len(line) > most:
                    raise _too_large(f"a line of {name}")
                yield line


def _too_large(name: str) -> BadRequest:
    return BadRequest(f"{name} is larger than the limit", "raise PINCITE_MAX_FILE_BYTES")


def is_pack(path: Path) -> bool:
    """Tell whether a path is a zip file, as packs are, or a folder."""
    return path.is_dir() or (path.is_file() and is_zipfile(path))


@contextmanager
def opened(path: Path) -> Iterator[PackFiles]:
    """Open a pack.

    Raises:
        BadRequest: when a folder has nothing of a pack.
        BadZipFile, OSError: when it cannot be read.
    """
    if path.is_dir():
        yield _in_folder(path)
    else:
        with ZipFile(path) as zipped:
            yield _in_zip(zipped)


def _in_folder(folder: Path) -> PackFiles:
    if not any((folder / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", "data")):
        raise BadRequest(f"{folder} is not a pack", "choose the folder that holds bagit.txt")
    openers: dict[str, Callable[[], IO[bytes]]] = {}
    faults = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            faults.append(f"{name!r} is a link, or no plain file")
        elif path.is_file():
            openers[name] = partial(_open, path)
    return _pack_files(openers, faults)


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _in_zip(zipped: ZipFile) -> PackFiles:
    entries = zipped.infolist()
    names = [one.filename for one in entries]
    top = names[0].partition("/")[0] + "/" if names else "/"
    faults = [
        f"{one.filename!r} is a link, or a name that leads out of the folder"
        for one in entries
        if _UNSAFE.search(one.filename.rstrip("/")) or one.external_attr >> 28 not in _PLAIN
    ]
    if len(set(names)) < len(names) or any(not name.startswith(top) for name in names):
        faults.append("the zip file has other files than one pack")
    openers: dict[str, Callable[[], IO[bytes]]] = {}
    for one in entries:
        if not (one.is_dir() and one.file_size == 0):
            openers[one.filename.removeprefix(top)] = partial(zipped.open, one)
    return _pack_files(openers, faults)


def _pack_files(openers: dict[str, Callable[[], IO[bytes]]], faults: list[str]) -> PackFiles:
    if len({name.casefold() for name in openers}) < len(openers):
        faults.append("the names of two files differ by case alone")
    return PackFiles(openers, tuple(faults))
