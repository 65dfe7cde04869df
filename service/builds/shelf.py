"""Give files their names in the corpus folder, and take them out again.

    <corpus>/.removed/<time>/       files that were removed or replaced, under their paths

A build does not look into folders whose names start with a dot.
"""

import os
import shutil
import threading
import time
from pathlib import Path, PurePosixPath

from corpus.errors import PinciteError
from corpus.files import file_sha256
from corpus.refusals import naming
from service.builds.build import Outcome
from service.builds.names import FileRefused

REMOVED = ".removed"
_TURN = threading.Lock()
"""Whoever changes a corpus folder; two changes of one name could lose a file between them."""


class CorpusFolderError(PinciteError):
    """The system refuses to write to the corpus folder."""

    def __init__(self, error: OSError) -> None:
        """Write the message with the reason that the system gives."""
        super().__init__(
            f"the folder of the reports cannot be written to ({error.strerror or error})",
            "free some space for it, or make it writable, and try again",
        )


class Shelf:
    """The corpus folder, whose files are placed whole or not at all."""

    def __init__(self, corpus: Path) -> None:
        """Set up; the folder need not exist yet."""
        self._corpus = corpus

    def place(self, whole: Path, path: PurePosixPath, *, replace: bool) -> Outcome:
        """Put a whole file in its place in one step, which a kill cannot divide.

        Args:
            whole: the file, on the same disk.
            path: its path below the corpus folder.
            replace: take the place of a file that has the same name and other bytes.

        Raises:
            FileRefused: when the name is taken, or its folder is not one.
            OSError: when the corpus folder cannot be written to.
        """
        with _TURN:
            return self._place(whole, path, replace=replace)

    def _place(self, whole: Path, path: PurePosixPath, *, replace: bool) -> Outcome:
        target = self._corpus / path
        self._make_folder(path.parent)
        outcome: Outcome = "added"
        try:
            _link_new(whole, target)
        except FileExistsError:
            if not target.is_file():
                raise FileRefused("a folder has this name", "rename the file") from None
            if file_sha256(target) == file_sha256(whole):
                return "present"
            if not replace:
                raise FileRefused(
                    "the folder has another file of this name",
                    "rename one of them, or send it again with “Replace files of the same name”",
                ) from None
            self._keep(path)
            whole.replace(target)
            outcome = "replaced"
        _flush_folder(target.parent)
        return outcome

    def _make_folder(self, folder: PurePosixPath) -> None:
        """Create the folder of a file; no part of its path may be a link or a file.

        Raises:
            FileRefused: when one is.
        """
        here = self._corpus
        for part in folder.parts:
            here /= part
            if here.is_symlink() or (here.exists() and not here.is_dir()):
                raise FileRefused(f"{part} is a file or a link, not a folder", "rename the folder")
            here.mkdir(exist_ok=True)

    def remove(self, path: str) -> str:
        """Move a file out of the reports; return its new path below the corpus folder.

        Returns:
            The new path; empty if the file did not exist any more.

        Raises:
            CorpusFolderError: when the corpus folder cannot be written to.
        """
        with _TURN:
            return self._remove(path)

    def _remove(self, path: str) -> str:
        source = self._corpus / path
        try:
            kept = self._keep(PurePosixPath(path))
            source.unlink()
            _flush_folder(source.parent)
            for folder in PurePosixPath(path).parents:
                if folder != PurePosixPath():
                    (self._corpus / folder).rmdir()
        except FileNotFoundError:
            return ""
        except OSError as error:
            if source.exists():
                raise CorpusFolderError(error) from error
        return kept

    def _keep(self, path: PurePosixPath) -> str:
        """Link or copy a file below ``.removed``, and return the new path."""
        when = time.strftime("%Y-%m-%d %H.%M.%S", time.gmtime())
        kept = PurePosixPath(REMOVED, f"{when} {time.time_ns() % 10**9:09}", path)
        target = self._corpus / kept
        target.parent.mkdir(parents=True)
        with naming(target):
            try:
                target.hardlink_to(self._corpus / path)
            except FileNotFoundError:
                shutil.rmtree(self._corpus / REMOVED / kept.parts[1])
                raise
            except OSError:  # the file system has no links
                shutil.copy2(self._corpus / path, target)
        _flush_folder(target.parent)
        return str(kept)


def is_inside(corpus: Path, path: str) -> bool:
    """Return whether a path names a file in the corpus folder."""
    return (corpus / path).is_file() and leads_inside(corpus, path)


def leads_inside(corpus: Path, path: str) -> bool:
    """Return whether the folder of a path, which need not exist, is in the corpus folder."""
    return (corpus / path).parent.resolve().is_relative_to(corpus.resolve())


def _link_new(whole: Path, target: Path) -> None:
    """Give a file its name.

    Raises:
        FileExistsError: when another file has it.
    """
    try:
        target.hardlink_to(whole)
    except FileExistsError:
        raise
    except OSError:  # the file system has no links: take the name first, then put the file there
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        whole.replace(target)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
