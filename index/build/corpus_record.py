"""Remember the corpus that an index was built from: its folder, its options and its files."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.files import file_sha256
from corpus.limits import Limits
from corpus.settings import ALL_SETTINGS, Settings

RECORD = "corpus.json"
FILES = ".files"
_SHARED_LEVELS = 2
"""Parents of an index folder below which a corpus is recorded relative to the index."""
_OPTIONS = (
    *(item.name for item in fields(Limits)),
    *("exact_up_to", "ocr", "ocr_seconds", "ocr_memory_bytes"),
)
_SETTLED_NS = 2_000_000_000
"""Age from which the time of a file tells whether it has changed since; file systems round it."""


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """The corpus of an index.

    Attributes:
        folder: absolute, or relative to the index folder where both lie close together, so that
            both can be moved.
        strict: whether a file that cannot be read stops a build.
        options: the settings that decide what a build reads and that had another value than
            the default, by name.
    """

    folder: str
    strict: bool
    options: dict[str, int]


@dataclass(frozen=True, slots=True)
class FileState:
    """The size in bytes, the modification time and the hash of a file at a build."""

    size: int
    modified_ns: int
    sha256: str

    def fits(self, location: Path) -> bool:
        """Return whether a file still has this size and this time."""
        found = location.stat()
        return (found.st_size, found.st_mtime_ns) == (self.size, self.modified_ns)

    @property
    def is_settled(self) -> bool:
        """Return whether a later change gives the file another time."""
        return self.modified_ns < time.time_ns() - _SETTLED_NS


def record_of(settings: Settings, *, strict: bool) -> CorpusRecord:
    """Return the record of a build with these settings."""
    index, corpus = settings.index.absolute(), settings.corpus.absolute()
    shared = list(index.parents)[:_SHARED_LEVELS]
    close = any(parent.name and corpus.is_relative_to(parent) for parent in shared)
    folder = Path(os.path.relpath(corpus, index)) if close else corpus
    options = {name: getattr(settings, name) for name in _OPTIONS}
    own = {name: value for name, value in options.items() if value != ALL_SETTINGS[name].default}
    return CorpusRecord(folder.as_posix(), strict, own)


def read_record(index: Path) -> CorpusRecord | None:
    """Return the record in an index folder; None where there is none.

    Raises:
        CorpusError: when the record cannot be read.
    """
    path = index / RECORD
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return CorpusRecord(
            os.fspath(Path(content["folder"])),
            bool(content["strict"]),
            {name: _checked(name, value) for name, value in content["options"].items()},
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CorpusError(
            f"{path}, which states the corpus of the index, cannot be read",
            "delete it, and build with --corpus DIR",
        ) from error


def _checked(name: str, value: int) -> int:
    known = ALL_SETTINGS[name]
    low, high = known.metadata["low"], known.metadata["high"]
    in_range = low is None or low <= value <= high
    if name not in _OPTIONS or isinstance(value, bool) is not (low is None) or not in_range:
        raise ValueError(name)
    return value


def write_record(index: Path, record: CorpusRecord) -> None:
    """Replace the record in an index folder, in one atomic step, if it differs."""
    text = json.dumps(asdict(record), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_text(index / RECORD, text)


def file_states(located: Mapping[str, Path]) -> dict[str, FileState]:
    """Return the states of files by path; leave out those that cannot be opened."""
    states = {}
    for path, location in located.items():
        try:
            before = location.stat()
            states[path] = FileState(before.st_size, before.st_mtime_ns, file_sha256(location))
        except OSError:
            continue
    return states


def read_files(index: Path) -> dict[str, FileState]:
    """Return the states of the files by path; none where they cannot be read.

    They only save time: a file without a state is hashed.
    """
    try:
        content = json.loads((index / FILES).read_text(encoding="utf-8"))
        return {
            path: FileState(int(size), int(modified), str(sha256))
            for path, (size, modified, sha256) in content.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_files(index: Path, files: Mapping[str, FileState]) -> None:
    """Replace the states of the files; one that changed a moment ago has no time to rely on."""
    kept = {
        path: (state.size, state.modified_ns if state.is_settled else 0, state.sha256)
        for path, state in sorted(files.items())
    }
    write_text(index / FILES, json.dumps(kept, ensure_ascii=False))


def write_text(path: Path, text: str) -> None:
    """Replace a file in one atomic and durable step, if its text differs.

    Raises:
        OSError: when it cannot be written.
    """
    temporary = path.with_name(f".{path.name.lstrip('.')}.new")
    temporary.unlink(missing_ok=True)  # of a build that was killed
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except (OSError, ValueError):
        pass  # it is missing or damaged, so it is written
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def remembered(settings: Settings) -> Settings:
    """Return the settings with the corpus and the options of the index's last build.

    What the environment or the command line states takes precedence.

    Raises:
        CorpusError: when the record is needed and cannot be read.
    """
    if settings.states("corpus"):
        return settings
    record = read_record(settings.index)
    return settings if record is None else with_record(settings, record)


def with_record(settings: Settings, record: CorpusRecord) -> Settings:
    """Return the settings with the folder and the options of a record, as ``remembered`` does."""
    options: dict[str, Any] = {
        name: value for name, value in record.options.items() if not settings.states(name)
    }
    if not settings.states("corpus"):
        options["corpus"] = recorded_folder(settings.index, record)
    return replace(settings, **options)


def recorded_folder(index: Path, record: CorpusRecord) -> Path:
    """Return the folder of a record, as a path from the current folder."""
    folder = Path(record.folder)
    return folder if folder.is_absolute() else Path(os.path.normpath(index / folder))
