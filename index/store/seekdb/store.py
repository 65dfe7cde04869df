"""Keep an index in a database on a server."""

import json
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from corpus.command_line import build_command
from corpus.errors import IndexMissing, IndexProblem
from index.store.drafting import DraftLock
from index.store.files.former_texts import LocalMemory
from index.store.files.generation import FORMAT_VERSION, FORMER_TEXTS
from index.store.kept import Kept, Remembering
from index.store.manifest import Manifest, Plan, mismatch
from index.store.protocol import View
from index.store.seekdb.address import Address
from index.store.seekdb.brought_back import write_brought_back
from index.store.seekdb.build_lock import BuildLock
from index.store.seekdb.database import Database
from index.store.seekdb.draft import SeekdbDraft
from index.store.seekdb.generations import Generations
from index.store.seekdb.view import SeekdbView

FILES = ".generations"
"""Folder, in the index folder, of the generations' files that are no tables."""


class SeekdbStore:
    """Keeps an index on a server; see ``index.store.protocol.Store``."""

    format = FORMAT_VERSION

    def __init__(self, address: Address, folder: Path, keep: int) -> None:
        """Set the address, to which nothing connects here.

        Args:
            folder: the index folder, which receives copies of the generations' files.
            keep: number of generations to keep, the current one included.
        """
        self._address, self._folder = address, folder
        self._database = Database(address)
        self._lock = BuildLock(self._database)
        self._generations = Generations(self._database, self._lock, folder / FILES, keep)
        self._draft_lock = DraftLock(self.build_lock, self._lock.in_progress)
        self._seen: str | None = None

    def build_lock(self) -> AbstractContextManager[None]:
        """Hold the lock against other builds, which one that was killed loses after 10 seconds."""
        self._folder.mkdir(parents=True, exist_ok=True)  # builds keep there what they go on from
        return self._lock.hold()

    def is_building(self) -> bool:
        """Tell whether a build is writing a generation now."""
        return self._draft_lock.is_held or self._lock.is_held_by_another

    def begin(
        self, plan: Plan, base: View | None = None, before: View | None = None
    ) -> SeekdbDraft:
        """Begin a generation with the reports of a base, or an empty one."""
        if base is not None:
            if base.manifest.identity.vectors_sha256 != plan.model.vectors_sha256:
                raise mismatch(str(self._address), base.manifest, plan.model)
            if not isinstance(base, SeekdbView):
                raise TypeError("the base of a generation is a view of the same store")
        lock = self._draft_lock.hold()
        return SeekdbDraft(self._database, self._generations, plan, base, before or base, lock)

    def promote(self, generation: str) -> None:
        """Make a generation the current one in one transaction, and forget surplus generations."""
        with self._draft_lock.hold():
            self._generations.pointer_to(generation)
            self._generations.promote(generation)

    def generations(self) -> list[Kept]:
        """Return the generations that are kept, oldest first."""
        return self._generations.kept()

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation."""
        pointer = self._generations.pointer_to(generation)
        return self._generations.folder_of(pointer, generation)[1]

    def bring_back(self, former: View, before: View | None, memory: Remembering) -> Manifest:
        """Name a new generation that holds what a former one held."""
        if not isinstance(former, SeekdbView):
            raise TypeError("a generation that is brought back is a view of the same store")
        with self._draft_lock.hold():
            return write_brought_back(self._database, self._generations, former, before, memory)

    def current(self) -> str | None:
        """Return the pointer to the current generation; the last known one without a server."""
        with suppress(IndexProblem):
            self._seen = self._generations.current()
        return self._seen

    def open(self, generation: str | None = None) -> SeekdbView:
        """Verify the files of a generation, the current one when None, and open it."""
        pointer = self._pointer(generation)
        folder, manifest = self._generations.folder_of(pointer, json.loads(pointer)["generation"])
        return SeekdbView(self._database, folder, manifest, pointer)

    def open_memory(self) -> LocalMemory:
        """Verify and open only what the current generation remembers."""
        pointer = self._pointer(None)
        folder, manifest = self._generations.folder_of(pointer, json.loads(pointer)["generation"])
        return LocalMemory(folder / FORMER_TEXTS, manifest)

    def _pointer(self, generation: str | None) -> str:
        if generation is not None:
            return self._generations.pointer_to(generation)
        pointer = self._generations.current()
        if pointer is None:
            raise IndexMissing(
                f"there is no index in {self._address}", build_command(self._folder, first=True)
            )
        return pointer
