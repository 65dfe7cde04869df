"""Read the members of a .zip file that somebody sent."""

import errno
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from service.builds.names import FileRefused

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES, _END_64_BYTES, _LONGEST_COMMENT = 22, 20, 65_535
_DIRECTORY_BYTES_A_FILE = 1024
_MOST_TIMES, _SMALL = 200, 2**20
"""A member of more than a mebibyte may be this many times as long as its compressed form."""
_UTF8, _ENCRYPTED = 0x800, 0x1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, struct.error, OverflowError),
)


@contextmanager
def reading() -> Iterator[None]:
    """Turn the errors of a damaged archive into a reason.

    Raises:
        FileRefused: when the archive is damaged.
    """
    try:
        yield
    except (*_BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # not an impossible offset
            raise
        raise FileRefused(
            "the .zip file is damaged or of an unknown kind", "make it again"
        ) from error


@contextmanager
def opened(location: Path, most_files: int) -> Iterator[zipfile.ZipFile]:
    """Open a .zip file.

    Raises:
        FileRefused: when it is damaged or has too many members.
    """
    with location.open("rb") as stream:
        _check_directory(stream, most_files)
        with reading(), zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > most_files * 2:  # folders count
                raise _too_many(most_files)
            yield archive


def members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the files of an archive; folders are left out."""
    yield from (member for member in archive.infolist() if not member.is_dir())


def name_of(member: zipfile.ZipInfo, folder: PurePosixPath) -> str:
    """Return the path of a member whose archive lies in a folder."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8:
        try:  # some programs write UTF-8 and do not say so
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = member.orig_filename
    return name if folder == PurePosixPath() or name.startswith("/") else f"{folder}/{name}"


def check_member(member: zipfile.ZipInfo) -> None:
    """Check that a member can be unpacked.

    Raises:
        FileRefused: when it has a password, is no regular file, or grows beyond measure.
    """
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused("the file has a password", "pack it without one")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise FileRefused("this is a link or a device", "pack the file itself")
    if member.file_size > max(_SMALL, _MOST_TIMES * member.compress_size):
        raise FileRefused(
            f"the file is compressed more than {_MOST_TIMES} times", "send it without packing it"
        )


def _check_directory(stream: IO[bytes], most_files: int) -> None:
    """Check the size of the archive's directory, which Python reads into memory as a whole."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - _END_64_BYTES))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise FileRefused("this is not a .zip file, or it is cut off", "send it again")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    # The large form of the directory begins where files are many or of gigabytes.
    large = tail[max(0, at - _END_64_BYTES) : at].startswith(_END_64)
    if large or count > 2 * most_files or length > 2 * most_files * _DIRECTORY_BYTES_A_FILE:
        raise _too_many(most_files)


def _too_many(most_files: int) -> FileRefused:
    return FileRefused(
        f"the .zip file has more than {most_files:,} files",
        "split it, or raise PINCITE_MAX_REPORT_UPLOAD_FILES",
    )
