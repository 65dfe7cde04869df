"""Read and write the manifests and the pointer of an index folder, and verify its files."""

import json
import os
import re
import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from corpus.command_line import build_command
from corpus.errors import IndexDamaged, IndexMissing
from corpus.files import file_sha256, text_sha256
from corpus.folder import Failure
from index.store.manifest import (
    EncoderRecord,
    FileRecord,
    Likeness,
    Manifest,
    Recall,
)
from index.works import Edition, Work

FORMAT_VERSION = 8
_READABLE = (4, 5, 6, 7, FORMAT_VERSION)
"""Formats that can be read; 4 lacks the adapter, and those before 8 what sentences gained since."""
MANIFEST = "manifest.json"
ENCODER = "encoder"
IDENTITIES = "identities.json"
HISTORY = "history.sqlite"
FORMER_TEXTS = "former_texts.sqlite"
VOCABULARY = "vocabulary"
POINTER = "CURRENT"
NEW_POINTER = ".CURRENT.new"
UNFINISHED = ".unfinished"
"""Folder of a draft until it is committed."""
_NAME = re.compile(r"\d{6}-[0-9a-f]{12}")
# Lock files, without data, that tantivy leaves where an index was opened in place.
_IGNORED = {"lexical/.tantivy-meta.lock", "vocabulary/.tantivy-meta.lock"}


def generation_name(number: int, fingerprint: str) -> str:
    """Return the folder name of a generation."""
    return f"{number:06d}-{fingerprint[:12]}"


def generation_folders(index: Path) -> list[Path]:
    """Return the folders of the committed generations, oldest first."""
    if not index.is_dir():
        return []
    return sorted(path for path in index.iterdir() if _NAME.fullmatch(path.name))


def record_files(folder: Path, only: Collection[str] | None = None) -> tuple[FileRecord, ...]:
    """Return the records of all files of a generation except its manifest.

    Args:
        only: the files of these names alone, as far as they exist.
    """
    names = [name for name in _file_names(folder) if only is None or name in only]
    return tuple(
        FileRecord(name, (folder / name).stat().st_size, sha256)
        for name, sha256 in zip(names, _hashes(folder, names), strict=True)
    )


def _hashes(folder: Path, names: Collection[str]) -> list[str]:
    """Return the sha256 of each file, hashed in one thread per core.

    hashlib releases the interpreter lock. The largest files come first, so the threads end
    at about the same time.
    """
    order = sorted(names, key=lambda name: -(folder / name).stat().st_size)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(
            zip(order, pool.map(lambda name: file_sha256(folder / name), order), strict=True)
        )
    return [found[name] for name in names]


def _file_names(folder: Path) -> list[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != MANIFEST and name not in _IGNORED)


def link_or_copy(file: Path, target: Path) -> None:
    """Link a file to a new name, or copy it where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)
    except OSError:  # on another file system, or one without links
        shutil.copyfile(file, target)


def pointed_to(pointer: str) -> str | None:
    """Return the name of the generation that a pointer names; None when it is malformed."""
    try:
        name = json.loads(pointer)["generation"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def pointer_text(generation: str, manifest_sha256: str) -> str:
    """Return the text of a pointer to a generation."""
    return json.dumps({"generation": generation, "manifest_sha256": manifest_sha256}) + "\n"


def pointer_to(index: Path, generation: str) -> str:
    """Return the text of a pointer to a generation: its name and the hash of its manifest.

    Raises:
        IndexMissing: when the generation does not exist.
    """
    missing = IndexMissing(f"there is no generation {generation!r} in {index}")
    if not _NAME.fullmatch(generation):
        raise missing
    try:
        text = (index / generation / MANIFEST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise missing from error
    return pointer_text(generation, text_sha256(text))


def write_pointer(index: Path, pointer: str) -> None:
    """Replace the pointer of an index in one atomic and durable step."""
    temporary = index / NEW_POINTER
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(pointer)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(index / POINTER)
    sync_folder(index)


def sync_folder(folder: Path) -> None:
    """Flush the entries of a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_pointer(index: Path) -> str:
    """Return the text of the pointer to the current generation.

    Raises:
        IndexMissing: when the folder holds no index.
        IndexDamaged: when the pointer cannot be read.
    """
    try:
        return (index / POINTER).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise IndexMissing(
            f"there is no index in {index}", build_command(index, first=True)
        ) from error
    except NotADirectoryError as error:
        raise IndexMissing(
            f"{index} is not a folder", "name the folder of an index with --index"
        ) from error
    except PermissionError as error:
        raise IndexDamaged(f"{index / POINTER} cannot be read", "make it readable") from error
    except (UnicodeDecodeError, OSError) as error:
        raise IndexDamaged(f"{index / POINTER} cannot be read") from error


def read_manifest(index: Path, pointer: str) -> Manifest:
    """Read the manifest of the generation that a pointer names, and verify its hash.

    Raises:
        IndexDamaged: when the pointer is malformed, or the manifest is unreadable, changed or
            of another format.
    """
    name = pointed_to(pointer)
    if name is None:
        raise IndexDamaged(f"{index / POINTER} is damaged")
    path = index / name / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{path} cannot be read") from error
    if pointer != pointer_text(name, text_sha256(text)):
        raise IndexDamaged(f"{path} is not the manifest that was published")
    content = json.loads(text)
    if content.get("format") not in _READABLE:
        form = f"{path} has format {content.get('format')}"
        raise IndexDamaged(
            f"{form}, and this version of Pincite reads {_READABLE[0]} to {FORMAT_VERSION}"
        )
    encoder = content["encoder"]
    compared = encoder.pop("likeness")
    content["encoder"] = EncoderRecord(
        **encoder, likeness=None if compared is None else Likeness(**compared)
    )
    content["long_sentences"] = tuple(content["long_sentences"])
    content["cut_sentences"] = tuple(content.get("cut_sentences", ()))
    content["failures"] = tuple(Failure(**failure) for failure in content["failures"])
    content["files"] = tuple(FileRecord(**record) for record in content["files"])
    content["works"] = tuple(map(_work, content.get("works", ())))
    if content.get("recall"):
        content["recall"] = Recall(**content["recall"])
    return Manifest(**content)


def _work(content: dict[str, Any]) -> Work:
    editions = tuple(Edition(**edition) for edition in content["editions"])
    return Work(tuple(content["files"]), editions)


def verify_files(folder: Path, manifest: Manifest, only: str = "") -> None:
    """Compare the names, sizes and hashes of a generation's files with its manifest.

    Args:
        only: compare the file of this name alone.

    Raises:
        IndexDamaged: names the first file that is missing, surplus or changed.
    """
    expected = {one.path: one for one in manifest.files if only in ("", one.path)}
    present = {name for name in _file_names(folder) if only in ("", name)}
    for name in sorted(present ^ set(expected)):
        state = "is missing" if name in expected else "does not belong there"
        raise IndexDamaged(f"{folder / name} {state}")
    changed = [
        name for name, record in expected.items() if (folder / name).stat().st_size != record.size
    ]
    if not changed:
        hashes = zip(expected.values(), _hashes(folder, expected), strict=True)
        changed = [record.path for record, sha256 in hashes if sha256 != record.sha256]
    if changed:
        damaged = folder / changed[0]
        raise IndexDamaged(f"{damaged} is damaged (its sha256 changed)")
