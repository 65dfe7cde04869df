"""Receive reports from clients, unpack archives, and put each file into the corpus folder.

    <corpus>/.incoming/<random>/    files that are being received

A build does not look into folders whose names start with a dot.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from corpus.settings import Settings
from service.builds import archive
from service.builds.budget import Budget
from service.builds.build import TAKEN, Received
from service.builds.names import ARCHIVE, FileIgnored, FileRefused, check_format, checked_path
from service.builds.shelf import CorpusFolderError, Shelf

_INCOMING = ".incoming"
_SECONDS_PER_DAY = 86_400
_LONGEST_SHOWN = 1000


class Incoming:
    """The corpus folder, as what comes from clients meets it."""

    def __init__(self, settings: Settings, corpus: Path) -> None:
        """Set up; ``receiving`` creates the folder.

        Args:
            settings: the limits.
            corpus: the corpus folder.
        """
        self._settings = settings
        self._corpus = corpus
        self._shelf = Shelf(corpus)

    @contextmanager
    def receiving(self) -> Iterator[Path]:
        """Give a folder on the same disk for files that are being received; it is deleted.

        Raises:
            CorpusFolderError: when the corpus folder cannot be written to.
        """
        folder = self._corpus / _INCOMING
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.iterdir():  # of a service that was killed
                with suppress(FileNotFoundError):  # another upload has ended meanwhile
                    if time.time() - left.stat().st_mtime > _SECONDS_PER_DAY:
                        shutil.rmtree(left, ignore_errors=True)
            own = Path(tempfile.mkdtemp(dir=folder))
        except OSError as error:
            raise CorpusFolderError(error) from error
        try:
            yield own
        except OSError as error:
            raise CorpusFolderError(error) from error
        finally:
            shutil.rmtree(own, ignore_errors=True)

    def take(self, files: Iterable[tuple[str, Path]], *, replace: bool) -> list[Received]:
        """Put files that were received, and the members of archives, into the corpus folder.

        Args:
            files: the name from the client, and the file in the folder of ``receiving``.
            replace: take the place of files that have the same names and other bytes.

        Returns:
            What became of each file, archives by their members.

        Raises:
            CorpusFolderError: when the corpus folder cannot be written to, and no file was taken.
        """
        budget = Budget(self._settings)
        became: list[Received] = []
        for name, received in files:
            try:
                became += self._add(name, received, budget, replace=replace)
            except OSError as error:
                problem = CorpusFolderError(error)
                if not any(one.outcome in TAKEN for one in became):
                    raise problem from error
                became.append(Received(_shown(name), "refused", str(problem)))
        return became

    def _add(
        self, name: str, received: Path, budget: Budget, *, replace: bool
    ) -> Iterator[Received]:
        """Yield what became of a file, or of the members of an archive."""
        try:
            path = checked_path(name)
            if path.suffix.lower() != ARCHIVE:
                check_format(path)
                budget.take_file()
                budget.take_bytes(received.stat().st_size)
                with received.open("rb") as stream:
                    os.fsync(stream.fileno())
                yield Received(str(path), self._shelf.place(received, path, replace=replace))
                return
            with archive.opened(received, self._settings.max_report_upload_files) as opened:
                for member in archive.members(opened):
                    yield self._add_member(
                        opened, member, path.parent, received.parent, budget, replace=replace
                    )
        except FileIgnored as error:
            yield Received(_shown(name), "ignored", str(error))
        except FileRefused as error:
            yield Received(_shown(name), "refused", str(error))

    def _add_member(
        self,
        opened: ZipFile,
        member: ZipInfo,
        beside: PurePosixPath,
        folder: Path,
        budget: Budget,
        *,
        replace: bool,
    ) -> Received:
        name = archive.name_of(member, beside)
        try:
            path = checked_path(name)
            check_format(path)
            archive.check_member(member)
            budget.take_file()
            whole = folder / "member"
            with archive.reading(), opened.open(member) as source, whole.open("wb") as target:
                budget.copy(source, target)
                target.flush()
                os.fsync(target.fileno())
            return Received(str(path), self._shelf.place(whole, path, replace=replace))
        except FileIgnored as error:
            return Received(_shown(name), "ignored", str(error))
        except FileRefused as error:
            return Received(_shown(name), "refused", str(error))
        finally:
            (folder / "member").unlink(missing_ok=True)


def _shown(name: str) -> str:
    return "".join(filter(str.isprintable, name))[:_LONGEST_SHOWN]
