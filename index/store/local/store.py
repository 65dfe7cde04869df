"""The store on one machine: generations in a folder, and a pointer to the one that serves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import BuildInProgress, IndexDamaged, IndexProblem
from corpus.refusals import is_shortage
from index.store.local.draft import UNFINISHED, LocalDraft
from index.store.local.manifest import (
    FORMAT_VERSION,
    NEW_POINTER,
    generation_folders,
    pointer_to,
    read_manifest,
    read_pointer,
    verify_files,
    write_pointer,
)
from index.store.local.view import LocalView
from index.store.manifest import BUILD_COMMAND, Plan, mismatch
from index.store.protocol import View


class LocalStore:
    """Keeps an index in a folder; see ``index.store.protocol.Store``."""

    format = FORMAT_VERSION

    def __init__(self, folder: Path, keep: int) -> None:
        """Take the folder; nothing is read or made yet.

        Args:
            keep: generations that stay on the disk, the one that serves included.
        """
        self._folder = folder
        self._keep = keep
        self._lock = FileLock(folder / ".lock", timeout=0)
        self._has_draft = False

    @contextmanager
    def building(self) -> Iterator[None]:
        """Keep other builds out."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise self._in_progress() from error
        try:
            yield
        finally:
            self._lock.release()

    def begin(self, plan: Plan, base: View | None = None) -> LocalDraft:
        """Begin a generation that holds the reports of another one, or none."""
        if base is not None and base.manifest.model_sha256 != plan.model.sha256:
            raise mismatch(str(self._folder), base.manifest, plan.model.name)
        return LocalDraft(self._folder, plan, base, self._drafting())

    @contextmanager
    def _drafting(self) -> Iterator[None]:
        with self.building():
            if self._has_draft:
                raise self._in_progress()
            self._has_draft = True
            try:
                yield
            finally:
                self._has_draft = False

    def _in_progress(self) -> BuildInProgress:
        return BuildInProgress(
            f"another build is writing to {self._folder}: wait for it to end, or use another "
            "--index"
        )

    def promote(self, generation: str) -> None:
        """Let a generation serve, in one step, and remove those that are not needed."""
        with self._drafting():
            pointer = pointer_to(self._folder, generation)
            if pointer != self.current():
                write_pointer(self._folder, pointer)
            self._prune(generation)

    def _prune(self, serving: str) -> None:
        """Remove what no reader needs: what a killed build left, and old generations."""
        shutil.rmtree(self._folder / UNFINISHED, ignore_errors=True)
        (self._folder / NEW_POINTER).unlink(missing_ok=True)
        folders = generation_folders(self._folder)
        kept = [path for path in folders if path.name <= serving][-self._keep :]
        for path in folders:
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def current(self) -> str | None:
        """Return the pointer's text, or None where it cannot be read."""
        try:
            return read_pointer(self._folder)
        except IndexProblem:
            return None

    def open(self, generation: str | None = None) -> LocalView:
        """Open a generation, the one that serves when None, after checking every byte of it."""
        if generation is not None:
            return self._open(pointer_to(self._folder, generation))
        pointer = read_pointer(self._folder)
        try:
            return self._open(pointer)
        except IndexDamaged:
            if read_pointer(self._folder) != pointer:  # a build pruned it while we were opening
                return self.open()
            raise

    def _open(self, pointer: str) -> LocalView:
        try:
            manifest = read_manifest(self._folder, pointer)
            folder = self._folder / manifest.generation
            verify_files(folder, manifest)
            return LocalView(folder, manifest, pointer)
        except OSError as error:
            if is_shortage(error):
                raise
            raise IndexDamaged(f"{error.filename}: {error.strerror}: {BUILD_COMMAND}") from error
