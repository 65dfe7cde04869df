"""Keep generations in a folder with a pointer to the current one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.command_line import build_command
from corpus.errors import BuildInProgress, IndexDamaged, IndexProblem
from corpus.refusals import is_shortage
from index.store.drafting import DraftLock
from index.store.files.former_texts import LocalMemory
from index.store.files.generation import (
    FORMAT_VERSION,
    FORMER_TEXTS,
    NEW_POINTER,
    UNFINISHED,
    generation_folders,
    pointer_to,
    read_manifest,
    read_pointer,
    verify_files,
    write_pointer,
)
from index.store.local.view import LocalView
from index.store.manifest import Plan, mismatch
from index.store.protocol import View

if TYPE_CHECKING:
    from filelock import FileLock

    from index.store.local.draft import LocalDraft

_Opened = TypeVar("_Opened")


class LocalStore:
    """Keeps an index in a folder; see ``index.store.protocol.Store``."""

    format = FORMAT_VERSION

    def __init__(self, folder: Path, keep: int) -> None:
        """Set the folder, which is neither read nor created here.

        Args:
            keep: number of generations to keep on disk, the current one included.
        """
        self._folder = folder
        self._keep = keep
        self._draft_lock = DraftLock(self.build_lock, self._in_progress)

    @cached_property
    def _lock(self) -> "FileLock":
        from filelock import FileLock  # builds alone need it

        return FileLock(self._folder / ".lock", timeout=0)

    @contextmanager
    def build_lock(self) -> Iterator[None]:
        """Hold the lock against other builds."""
        from filelock import Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise self._in_progress() from error
        try:
            yield
        finally:
            self._lock.release()

    def is_building(self) -> bool:
        """Tell whether a build is writing a generation now; a killed one is not."""
        if not (self._folder / UNFINISHED).exists():
            return False
        try:
            with self.build_lock():
                return self._draft_lock.is_held
        except BuildInProgress:
            return True
        except OSError:  # the folder is read-only, so nothing writes to it from here
            return False

    def begin(
        self, plan: Plan, base: View | None = None, before: View | None = None
    ) -> "LocalDraft":
        """Begin a generation with the reports of a base, or an empty one."""
        from index.store.local.draft import LocalDraft  # builds alone need what writes

        if base is not None:
            made_by = base.manifest.identity
            if made_by.vectors_sha256 != plan.model.vectors_sha256:
                raise mismatch(str(self._folder), base.manifest, plan.model)
        return LocalDraft(self._folder, plan, base, before or base, self._draft_lock.hold())

    def _in_progress(self) -> BuildInProgress:
        return BuildInProgress(
            f"another build is writing to {self._folder}: wait for it to end, or use another "
            "--index"
        )

    def promote(self, generation: str) -> None:
        """Make a generation the current one in one atomic step, and remove surplus generations."""
        with self._draft_lock.hold():
            pointer = pointer_to(self._folder, generation)
            if pointer != self.current():
                write_pointer(self._folder, pointer)
            self._prune(generation)

    def _prune(self, current: str) -> None:
        """Remove the files of killed builds and all but the newest generations."""
        shutil.rmtree(self._folder / UNFINISHED, ignore_errors=True)
        (self._folder / NEW_POINTER).unlink(missing_ok=True)
        folders = generation_folders(self._folder)
        kept = [path for path in folders if path.name <= current][-self._keep :]
        for path in folders:
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def current(self) -> str | None:
        """Return the pointer to the current generation, or None where it cannot be read."""
        try:
            return read_pointer(self._folder)
        except IndexProblem:
            return None

    def open(self, generation: str | None = None) -> LocalView:
        """Verify the files of a generation, the current one when None, and open it."""
        with self._remedies():
            if generation is not None:
                return self._open(pointer_to(self._folder, generation))
            return self._of_current(self._open)

    def open_memory(self) -> LocalMemory:
        """Verify and open only what the current generation remembers."""
        with self._remedies():
            return self._of_current(self._open_memory)

    @contextmanager
    def _remedies(self) -> Iterator[None]:
        """Name this folder in the remedy: the parts below know their files alone."""
        try:
            yield
        except IndexProblem as error:
            raise type(error)(error.reason, error.remedy or build_command(self._folder)) from error

    def _of_current(self, open_one: Callable[[str], _Opened]) -> _Opened:
        pointer = read_pointer(self._folder)
        try:
            return open_one(pointer)
        except IndexDamaged:
            if read_pointer(self._folder) != pointer:  # a build removed it meanwhile
                return self._of_current(open_one)
            raise

    def _open(self, pointer: str) -> LocalView:
        with _damage():
            manifest = read_manifest(self._folder, pointer)
            folder = self._folder / manifest.generation
            verify_files(folder, manifest)
            return LocalView(folder, manifest, pointer)

    def _open_memory(self, pointer: str) -> LocalMemory:
        with _damage():
            manifest = read_manifest(self._folder, pointer)
            folder = self._folder / manifest.generation
            verify_files(folder, manifest, FORMER_TEXTS)
            return LocalMemory(folder / FORMER_TEXTS, manifest)


@contextmanager
def _damage() -> Iterator[None]:
    """Call a file that cannot be read damage, unless the machine lacks something."""
    try:
        yield
    except OSError as error:
        if is_shortage(error):
            raise
        raise IndexDamaged(f"{error.filename}: {error.strerror}") from error
