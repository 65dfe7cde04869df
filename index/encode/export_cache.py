"""Keep exported encoders for the next index folder, each under the hash of its sources."""

import json
import logging
import os
import shutil
import tempfile
from pathlib import Path

from corpus.files import file_sha256

_log = logging.getLogger(__name__)
_RECORD = "export.json"
_NONE = "none"
_KEPT = 4
"""Number of exports to keep; the one that was used longest ago goes first."""


class ExportCache:
    """A folder of exports; several builds may use it at the same time.

    Nothing here makes a build fail. A folder that cannot be written keeps nothing, and an export
    whose files do not have the recorded hashes is removed.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder, which is created when an export is kept; "none" keeps nothing."""
        self._folder: Path | None = None
        try:
            self._folder = None if str(folder) == _NONE else folder.expanduser()
        except RuntimeError as error:  # "~" of a user without a home
            _log.warning("exports of the model are not kept: %s: set PINCITE_CACHE", error)

    def copy(self, key: str, target: Path) -> bool:
        """Copy a kept export into a folder; return False where there is none, or it is damaged.

        Args:
            key: hash of the model, the adapter and the version of the export.
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
            _log.warning("the kept export of the model cannot be read: %s", error)
            sound = False
        if not sound:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.rmtree(target, ignore_errors=True)
            return False
        _touch(kept)
        return True

    def keep(self, key: str, source: Path) -> None:
        """Keep the files of an export, and remove the exports that were used longest ago."""
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
            _prune(self._folder)
        except OSError as error:  # read-only, full, or another build was first
            _log.warning("the export of the model is not kept: %s", error)


def _prune(folder: Path) -> None:
    entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    entries.sort(key=lambda path: path.stat().st_mtime)
    for surplus in entries[:-_KEPT]:
        shutil.rmtree(surplus, ignore_errors=True)


def _touch(entry: Path) -> None:
    try:
        os.utime(entry)
    except OSError as error:  # of another user: it counts as used when it was made
        _log.debug("the time of %s stays: %s", entry, error)
