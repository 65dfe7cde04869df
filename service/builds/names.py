"""Check the names that clients give their files, before they become paths in the corpus folder."""

import re
from pathlib import PurePosixPath

from corpus.catalog import CATALOG_NAME
from corpus.errors import PinciteError
from corpus.extract import READABLE
from corpus.folder import is_clutter
from corpus.text.fold import composed

ARCHIVE = ".zip"
_LONGEST_PART, _LONGEST_PATH, _MOST_FOLDERS = 240, 1000, 20
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = '<>:"|?*'


class FileRefused(PinciteError):
    """One file of an upload is not taken; the others can be."""


class FileIgnored(PinciteError):
    """A file that no person means to upload, such as a hidden one in a folder."""


def checked_path(name: str) -> PurePosixPath:
    """Return the path of a file below the corpus folder.

    Args:
        name: from the client: a file name, or the path from a folder that was dropped.

    Raises:
        FileRefused: when the name could leave the folder, or some system could not hold it.
        FileIgnored: when the file is hidden, or clutter of an operating system.
    """
    name = composed(name).replace("\\", "/")
    if not name.isprintable():
        raise FileRefused("the name contains control characters", "rename the file")
    if name.startswith("/"):
        raise FileRefused("the name is an absolute path", "send a relative path")
    parts = name.split("/")
    for part in parts:
        _check_part(part)
    if len(name.encode()) > _LONGEST_PATH or len(parts) > _MOST_FOLDERS:
        raise FileRefused("the path is too long", "use fewer folders or shorter names")
    return PurePosixPath(*parts)


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise FileRefused("the name has an empty part or leads out of its folder", "rename it")
    if is_clutter(part):
        raise FileIgnored("hidden files, locks and the like are left out")
    if any(character in part for character in _FORBIDDEN):
        raise FileRefused(f"the name contains one of {_FORBIDDEN}", "rename the file")
    if part[-1] in ". " or part[0] == " " or _RESERVED.fullmatch(part):
        raise FileRefused("Windows could not hold a file of this name", "rename the file")
    if len(part.encode()) > _LONGEST_PART:
        raise FileRefused(f"the name is longer than {_LONGEST_PART} bytes", "shorten it")


def check_format(path: PurePosixPath) -> None:
    """Check that a build can read files of this name.

    Raises:
        FileRefused: when it cannot.
    """
    suffix = path.suffix.lower()
    if suffix == ARCHIVE:
        raise FileRefused("a .zip file inside a .zip file is not opened", "unpack it first")
    if suffix not in READABLE or path.name == CATALOG_NAME:
        kind = f"the format {suffix}" if suffix else "a file without an extension"
        raise FileRefused(
            f"{kind} cannot be read", f"save the file as one of {', '.join(READABLE)}"
        )
