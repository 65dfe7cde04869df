"""Walk a folder of reports and give each file its report id."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.catalog import CATALOG_NAME, Entry, read_catalog
from corpus.errors import CorpusError
from corpus.extract import READABLE
from corpus.report import Source


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus that has been found but not read.

    Attributes:
        path: below the corpus folder, with "/" between its parts.
    """

    location: Path
    path: str
    source: Source


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of the corpus that cannot be read, with the reason and the remedy."""

    path: str
    reason: str


def find_files(corpus: Path) -> tuple[list[SourceFile], list[Failure]]:
    """List the files of a corpus, in order of report id, and those that cannot be read.

    A report's id comes from the catalog, else from its path below the corpus:
    lower-cased, without its extension unless two files would share an id.

    Raises:
        CorpusError: when the folder or its catalog cannot be used.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"there is no folder {corpus}: create it and put reports in it, "
            "or name another with --corpus"
        )
    entries = read_catalog(corpus)
    paths: list[str] = []
    failures: list[Failure] = []
    for path in _walk(corpus, failures):
        reason = _unreadable(corpus, path)
        if reason:
            failures.append(Failure(_printable(path), reason))
        else:
            paths.append(path)
    failures += [
        Failure(path, f"{CATALOG_NAME} names it but it is not there: correct or remove the entry")
        for path in sorted(set(entries) - set(paths) - {failure.path for failure in failures})
    ]
    files: dict[str, SourceFile] = {}
    for path, report_id in _report_ids(paths, entries).items():
        if report_id in files:
            reason = f"it has the same report id as {files[report_id].path}: rename one of them"
            failures.append(Failure(path, reason))
        else:
            source = entries.get(path, Entry()).source(report_id)
            files[report_id] = SourceFile(corpus / path, path, source)
    return [files[report_id] for report_id in sorted(files)], failures


def _unreadable(corpus: Path, path: str) -> str | None:
    """Say why a file cannot be read, as far as its name and kind tell."""
    suffix = PurePosixPath(path).suffix.lower()
    if not path.isprintable():
        return "its name is not valid UTF-8 or holds a control character: rename it"
    if not (corpus / path).resolve().is_relative_to(corpus.resolve()):
        return "a link that leads out of the corpus: copy the file in"
    if not (corpus / path).is_file():
        return "it is no ordinary file: remove it or copy its content into a file"
    if suffix not in READABLE:
        kind = suffix or "without an ending"
        return f"files {kind} cannot be read: save it as one of {', '.join(READABLE)}"
    return None


def _printable(path: str) -> str:
    return path.encode("unicode_escape").decode() if not path.isprintable() else path


def _walk(corpus: Path, failures: list[Failure]) -> Iterator[str]:
    def cannot_open(error: OSError) -> None:
        folder = Path(str(error.filename)).relative_to(corpus).as_posix()
        failures.append(Failure(folder, f"{error.strerror}: make the folder readable"))

    for folder, folders, names in os.walk(corpus, onerror=cannot_open):
        below = Path(folder).relative_to(corpus)
        visible = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in visible if not (Path(folder) / name).is_symlink()]
        failures += [
            Failure((below / name).as_posix(), "a linked folder is not followed: copy it in")
            for name in visible
            if name not in folders
        ]
        for name in sorted(names):
            path = (below / name).as_posix()
            if not name.startswith(".") and path != CATALOG_NAME:
                yield path


def _report_ids(paths: list[str], entries: dict[str, Entry]) -> dict[str, str]:
    short = {path: str(PurePosixPath(path).with_suffix("")).lower() for path in paths}
    shared = Counter(short.values())
    return {
        path: entries.get(path, Entry()).id
        or (short[path] if shared[short[path]] == 1 else path.lower())
        for path in paths
    }
