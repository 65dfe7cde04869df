"""Define the check of a draft that a service holds, and keep it on disk if somebody asks."""

import logging
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from corpus.errors import PinciteError
from corpus.readers.drafts.draft import Draft
from corpus.settings import Settings
from service.citecheck.findings import CheckedDraft

_log = logging.getLogger(__name__)
_ID = re.compile("[0-9a-f]{32}")
_SECONDS_PER_DAY = 86_400
State = Literal["waiting", "running", "done", "failed"]
UNFINISHED: tuple[State, ...] = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class Check:
    """A draft that waits, is checked or was checked.

    Attributes:
        name: name of the file; "" for pasted text.
        used: when it was last looked at, in seconds since 1970.
        keep: whether to keep it on disk after the check.
        reports: ids of the reports to compare with; all when empty.
        content: the bytes of the file; dropped after the check where no other file needs them.
        done, total: steps that are done, and in all; 0 and 0 until the draft is read.
        status: HTTP status of the failure; 0 without one.
        failure: its reason and remedy.
    """

    __pydantic_config__: ClassVar = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: str
    name: str
    used: float
    keep: bool
    reports: tuple[str, ...]
    content: bytes
    state: State = "waiting"
    done: int = 0
    total: int = 0
    status: int = 0
    failure: str = ""
    draft: Draft | None = None
    checked: CheckedDraft | None = None


_CHECK = TypeAdapter(Check)


class CheckNotFound(PinciteError):
    """No check has this id: it never existed, expired, or somebody removed it."""

    def __init__(self) -> None:
        """Write the message; it does not repeat the id, which is a secret."""
        super().__init__(
            "this draft is not held any more, or never was",
            "check it again; a draft is held for a while only, unless you choose to keep it",
        )


class KeptChecks:
    """The checks in the job folder, each a file that only this user can read."""

    def __init__(self, settings: Settings) -> None:
        """Create nothing; ``save`` creates the folder."""
        self._settings = settings
        self._folder = settings.job_folder / "checks"

    def save(self, check: Check) -> None:
        """Write a check, and remove old and surplus ones.

        Raises:
            OSError: when the folder cannot be written to.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_room()
        new = self._folder / f"{check.id}.new"
        try:
            new.touch(mode=0o600)
            new.write_bytes(_CHECK.dump_json(check))
            new.replace(self._file(check.id))
        finally:
            new.unlink(missing_ok=True)

    def load(self, check_id: str) -> Check:
        """Return a check.

        Raises:
            CheckNotFound: when none has this id.
        """
        if not _ID.fullmatch(check_id):
            raise CheckNotFound
        try:
            return _CHECK.validate_json(self._file(check_id).read_bytes())
        except OSError as error:
            raise CheckNotFound from error
        except ValidationError as error:
            _log.warning("%s is damaged or of another version: remove it", self._file(check_id))
            raise CheckNotFound from error

    def remove(self, check_id: str) -> None:
        """Remove a check if it is kept."""
        if _ID.fullmatch(check_id):
            self._file(check_id).unlink(missing_ok=True)

    def _make_room(self) -> None:
        dated = [(path.stat().st_mtime, path) for path in self._folder.glob("*.json")]
        oldest = time.time() - self._settings.keep_job_days * _SECONDS_PER_DAY
        surplus = len(dated) - self._settings.keep_jobs + 1
        for index, (modified, path) in enumerate(sorted(dated)):
            if index < surplus or modified < oldest:
                path.unlink(missing_ok=True)

    def _file(self, check_id: str) -> Path:
        return self._folder / f"{check_id}.json"
