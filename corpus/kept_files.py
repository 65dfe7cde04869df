"""Keep what takes long to make, each under the hash of its sources: exported models, OCR."""

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus.files import file_sha256

_log = logging.getLogger(__name__)
_RECORD = "export.json"
_NONE = "none"


def _one(_entry: Path) -> int:
    return 1


def bytes_of(entry: Path) -> int:
    """Return the size of the files in a folder."""
    return sum(path.stat().st_size for path in entry.iterdir())


class KeptFiles:
    """A folder of entries, which are folders of files; several builds may use it at a time.

    Nothing here makes a build fail. A folder that cannot be written keeps nothing, and an entry
    whose files do not have the recorded hashes is removed.
    """

    def __init__(
        self,
        cache: Path,
        name: str,
        most: int,
        weight: Callable[[Path], int] = _one,
        below: str = "",
    ) -> None:
        """Name the folder, which is created when something is kept.

        Args:
            cache: the folder; "none" keeps nothing.
            name: what an entry is, for messages.
            most: maximum weight of all entries; the one that was used longest ago goes first.
            weight: returns the weight of an entry.
            below: folder below the other one that holds these entries.
        """
        self._folder: Path | None = None
        self._name, self._most, self._weight = name, most, weight
        try:
            self._folder = None if str(cache) == _NONE else cache.expanduser() / below
        except RuntimeError as error:  # "~" of a user without a home
            _log.warning("%s is not kept: %s: set PINCITE_CACHE", name, error)

    def copy(self, key: str, target: Path) -> bool:
        """Copy an entry into a folder; return False where there is none, or it is damaged.

        Args:
            key: hash of everything that the entry was made from.
            target: created, or emptied.
        """
        if self._folder is None:
            return False
        kept = self._folder / key
        try:
            if not kept.exists():
                return False
            record = json.loads((kept / _RECORD).read_text(encoding="utf-8"))
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for name in record:
                shutil.copyfile(kept / Path(name).name, target / Path(name).name)
            found = {name: file_sha256(target / name) for name in record}
            sound = bool(found) and found == record
        except (OSError, ValueError, TypeError, AttributeError) as error:
            _log.warning("%s was kept, but cannot be read: %s", self._name, error)
            sound = False
        if not sound:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.rmtree(target, ignore_errors=True)
            return False
        _touch(kept)
        return True

    def keep(self, key: str, source: Path) -> None:
        """Keep the files of a folder, and remove the entries that were used longest ago."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".new-", dir=self._folder) as work:
                entry = Path(work) / key
                entry.mkdir()
                files = [path for path in source.iterdir() if path.is_file()]
                for file in files:
                    shutil.copyfile(file, entry / file.name)
                record = {file.name: file_sha256(entry / file.name) for file in files}
                (entry / _RECORD).write_text(json.dumps(record) + "\n", encoding="utf-8")
                if not (self._folder / key).exists():
                    entry.rename(self._folder / key)
            self._prune(self._folder)
        except OSError as error:  # read-only, full, or another build was first
            _log.warning("%s is not kept: %s", self._name, error)

    def _prune(self, folder: Path) -> None:
        entries = [path.parent for path in folder.glob(f"[!.]*/{_RECORD}")]
        entries.sort(key=lambda path: path.stat().st_mtime)
        surplus = sum(map(self._weight, entries)) - self._most
        for entry in entries:
            if surplus <= 0:
                break
            surplus -= self._weight(entry)
            shutil.rmtree(entry, ignore_errors=True)


def _touch(entry: Path) -> None:
    try:
        os.utime(entry)
    except OSError as error:  # of another user: it counts as used when it was made
        _log.debug("the time of %s stays: %s", entry, error)
