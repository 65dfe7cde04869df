"""Choose the corpus of a build, and find what has changed in it since the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import CATALOG_NAME
from corpus.errors import CorpusError
from corpus.folder import find_files
from corpus.settings import Settings
from index.build.corpus_record import (
    CorpusRecord,
    FileState,
    file_states,
    read_files,
    read_record,
    recorded_folder,
    with_record,
)
from index.store.protocol import View

_REPLACE = "replace its reports with --replace"


def settings_of_build(
    settings: Settings, previous: View | None, *, replacing: bool
) -> tuple[Settings, CorpusRecord | None]:
    """Return the settings of a build with the corpus that the index remembers, and its record.

    Args:
        previous: the generation that the build starts from; None when there is none.
        replacing: whether a build may replace the reports of another corpus.

    Raises:
        CorpusError: when the index was built from another folder, or its folder is missing.
    """
    stated = settings.states("corpus")
    try:
        record = read_record(settings.index)
    except CorpusError:
        if not stated:
            raise
        record = None  # this build writes it again
    if record is None:
        if previous is not None and not replacing:
            _refuse_unknown(settings, previous, stated=stated)
        return settings, None
    folder = recorded_folder(settings.index, record)
    if not stated and not folder.is_dir():
        raise CorpusError(
            f"the folder {folder}, from which the index in {settings.index} was built, does not "
            "exist any more",
            "put it back, or name its new place with --corpus DIR --replace",
        )
    if stated and not replacing and not _same_folder(folder, settings.corpus):
        raise CorpusError(
            f"the index in {settings.index} was built from {folder}, not from {settings.corpus}",
            f"leave the folder out, choose another --index, or {_REPLACE}",
        )
    return with_record(settings, record), record


def _refuse_unknown(settings: Settings, previous: View, *, stated: bool) -> None:
    """Refuse to build where an index without a record holds reports from elsewhere."""
    if any((settings.corpus / report.path).exists() for report in previous.reports.values()):
        return
    name = "" if stated else "name their folder with --corpus DIR, "
    raise CorpusError(
        f"the index in {settings.index} holds reports that are not in {settings.corpus}",
        f"{name}choose another --index, or {_REPLACE}",
    )


def _same_folder(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


@dataclass(frozen=True, slots=True)
class CorpusChanges:
    """The differences between a corpus folder and the index that was built from it.

    Attributes:
        folder: the corpus folder.
        problem: why the folder cannot be compared; None when it was.
        new, changed, gone: paths of files, relative to the folder.
    """

    folder: Path
    problem: str | None = None
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def sentence(self) -> str | None:
        """Return the differences in words; None when there are none."""
        if self.problem:
            return self.problem
        kinds = {"new": self.new, "changed": self.changed, "gone": self.gone}
        counts = [(len(paths), kind) for kind, paths in kinds.items() if paths]
        if not counts:
            return None
        (first, kind), *others = counts
        named = [f"{first:,} {'file' if first == 1 else 'files'} {kind}"]
        named += [f"{count:,} {kind}" for count, kind in others]
        return f"{', '.join(named)} since this index was built"


def corpus_changes(
    settings: Settings, view: View, hashed: dict[str, FileState] | None = None
) -> CorpusChanges:
    """Compare the files of the corpus with a generation: sizes and times first, then hashes.

    Args:
        settings: with the corpus of the index; see ``corpus_record.remembered``.
        hashed: states of files that earlier comparisons hashed; this one adds those that it hashes.
    """
    folder = settings.corpus
    if not folder.is_dir():
        return CorpusChanges(folder, f"the corpus folder {folder} does not exist any more")
    try:
        files, _ = find_files(folder)
    except CorpusError as error:
        return CorpusChanges(folder, str(error))
    states, hashed = read_files(settings.index), {} if hashed is None else hashed
    built = {report.path: report.source_sha256 for report in view.reports.values()}
    # A file that could not be read has no hash in the generation.
    failed = {failure.path for failure in view.manifest.failures}
    built |= {path: state.sha256 for path, state in states.items() if path in failed}
    here = {file.path: file.location for file in files}
    if states and (folder / CATALOG_NAME).is_file():
        here[CATALOG_NAME] = folder / CATALOG_NAME
    if CATALOG_NAME in states:
        built[CATALOG_NAME] = states[CATALOG_NAME].sha256
    return CorpusChanges(
        folder,
        new=tuple(sorted(set(here) - set(built) - failed)),
        changed=tuple(
            path
            for path in sorted(set(here) & set(built))
            if _sha256_of(path, here[path], states, hashed) != built[path]
        ),
        gone=tuple(sorted(path for path in built if path not in here and path not in failed)),
    )


def _sha256_of(
    path: str, location: Path, states: Mapping[str, FileState], hashed: dict[str, FileState]
) -> str | None:
    """Return the hash of a file, from a state that still fits or anew; None if it is unreadable."""
    try:
        for known in (states, hashed):
            if path in known and known[path].fits(location):
                return known[path].sha256
    except OSError:
        return None
    state = file_states({path: location}).get(path)
    if state is None:
        return None
    if state.is_settled:
        hashed[path] = state
    return state.sha256
