"""Find the files of a corpus folder and give each one its report id."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.catalog import CATALOG_NAME, Entry, read_catalog
from corpus.errors import CorpusError
from corpus.extract import READABLE
from corpus.report import Source
from corpus.text.fold import composed

_CLUTTER = re.compile(
    r"\..*|~\$.*|~wr[a-z]\d+\.tmp|(?:eh)?thumbs\.db|desktop\.ini|icon\r|__macosx|\$recycle\.bin"
    r"|system volume information",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus, before it is read.

    Attributes:
        location: path on disk.
        path: path relative to the corpus folder, with "/" between its parts.
        source: what the catalog states about the report.
        supersedes: ids and numbers of the reports that it supersedes, as the catalog states.
    """

    location: Path
    path: str
    source: Source
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of the corpus that cannot be read, and the reason with its remedy."""

    path: str
    reason: str


def is_clutter(name: str) -> bool:
    """Tell whether a file or folder is hidden, or one that programs and systems leave behind.

    Such are ``~$memo.docx``, a lock of Word, and ``.~lock.memo.odt#``, one of LibreOffice,
    ``.DS_Store``, ``._memo.pdf`` and ``Thumbs.db``.
    """
    return _CLUTTER.fullmatch(name) is not None


def find_files(corpus: Path) -> tuple[list[SourceFile], list[Failure]]:
    """Return the readable files of a corpus, sorted by report id, and the failures.

    The catalog's id takes precedence. By default the id is the path relative to the corpus
    folder, composed, in lower case and without its extension. Files that would share an id keep
    their extensions.

    Raises:
        CorpusError: when the folder does not exist or its catalog is not valid.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"the folder {corpus} does not exist: create it and add reports, "
            "or choose another folder with --corpus"
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
    named = [*paths, *(failure.path for failure in failures)]
    failures += [
        Failure(
            path, f"{CATALOG_NAME} names a file that does not exist: correct or delete the entry"
        )
        for path in sorted(set(entries) - {composed(path) for path in named})
    ]
    files: dict[str, SourceFile] = {}
    for path, report_id in _report_ids(paths, entries).items():
        if report_id in files:
            reason = (
                f"the report id is also that of {files[report_id].path}: rename one of the files"
            )
            if composed(path) == composed(files[report_id].path):
                reason += "; their names differ only in how their accents are encoded"
            failures.append(Failure(path, reason))
        else:
            entry = entries.get(composed(path), Entry())
            source = entry.source(report_id)
            files[report_id] = SourceFile(corpus / path, path, source, entry.supersedes)
    return [files[report_id] for report_id in sorted(files)], failures


def _unreadable(corpus: Path, path: str) -> str | None:
    """Return why a file cannot be read, judged by its name and type only, else None."""
    suffix = PurePosixPath(path).suffix.lower()
    if not path.isprintable():
        return "the name is not valid UTF-8 or contains control characters: rename the file"
    if not (corpus / path).resolve().is_relative_to(corpus.resolve()):
        return "the link points outside the corpus folder: replace it with a copy of the file"
    if not (corpus / path).is_file():
        return "this is not a regular file: delete it, or copy its content to a file"
    if suffix not in READABLE:
        kind = f"the format {suffix}" if suffix else "a file without an extension"
        return f"{kind} cannot be read: save the file as one of {', '.join(READABLE)}"
    return None


def _printable(path: str) -> str:
    return path.encode("unicode_escape").decode() if not path.isprintable() else path


def _walk(corpus: Path, failures: list[Failure]) -> Iterator[str]:
    def cannot_open(error: OSError) -> None:
        folder = Path(str(error.filename)).relative_to(corpus).as_posix()
        failures.append(Failure(folder, f"{error.strerror}: make the folder readable"))

    for folder, folders, names in os.walk(corpus, onerror=cannot_open):
        below = Path(folder).relative_to(corpus)
        visible = sorted(name for name in folders if not is_clutter(name))
        folders[:] = [name for name in visible if not (Path(folder) / name).is_symlink()]
        failures += [
            Failure(
                (below / name).as_posix(),
                "links to folders are not followed: copy the folder into the corpus folder",
            )
            for name in visible
            if name not in folders
        ]
        for name in sorted(names):
            path = (below / name).as_posix()
            if not is_clutter(name) and path != CATALOG_NAME:
                yield path


def _report_ids(paths: list[str], entries: dict[str, Entry]) -> dict[str, str]:
    short = {path: composed(str(PurePosixPath(path).with_suffix("")).lower()) for path in paths}
    shared = Counter(short.values())
    return {
        path: entries.get(composed(path), Entry()).id
        or (short[path] if shared[short[path]] == 1 else composed(path.lower()))
        for path in paths
    }
