"""Store the records of builds in a folder of each index: <number>.json, the newest 50.

Several services of one index may share the folder. Each holds a lock, <number>.lock, while one of
its builds waits or runs.
"""

import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from corpus.files import text_sha256
from corpus.settings import Settings
from service.builds.build import Build, BuildNotFound

_log = logging.getLogger(__name__)
_KEPT = 50
_BUILD = TypeAdapter(Build)


class Records:
    """The builds of a service, which outlive it."""

    def __init__(self, folder: Path) -> None:
        """Set up; ``reserve`` and ``save`` create the folder."""
        self._folder = folder
        self._held: dict[int, FileLock] = {}

    @classmethod
    def of(cls, settings: Settings) -> "Records":
        """Return the records of an index; services of other indexes may share the job folder."""
        index = text_sha256(str(settings.index.resolve()))[:16]
        return cls(settings.job_folder / "builds" / index)

    def newest(self) -> int:
        """Return the number of the newest build; 0 when there is none."""
        return max(self._numbers(), default=0)

    def reserve(self, above: int) -> int:
        """Return the number of a new build, which no other service gives to one of its own.

        Args:
            above: the last number that this service gave.
        """
        number = max(above, self.newest()) + 1
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            while not self._take(number):
                number += 1
        except OSError as error:  # ``save`` logs the next one
            _log.debug("build %d has no lock: %s", number, error)
        return number

    def _take(self, number: int) -> bool:
        """Take a number; return False where another service has it."""
        lock = self._lock(number)
        try:
            lock.acquire()
            (self._folder / f"{number}.json").touch(exist_ok=False)
        except (Timeout, FileExistsError):
            lock.release()
            return False
        self._held[number] = lock
        return True

    def release(self, number: int) -> None:
        """Tell the other services that a build has ended."""
        lock = self._held.pop(number, None)
        if lock is not None:
            with suppress(OSError):
                Path(lock.lock_file).unlink(missing_ok=True)
            lock.release()

    def release_all(self) -> None:
        """Tell the other services that this one stops."""
        for number in list(self._held):
            self.release(number)

    def _lock(self, number: int) -> FileLock:
        return FileLock(self._folder / f"{number}.lock", timeout=0, thread_local=False)

    def _is_held(self, number: int) -> bool:
        """Return whether a service holds the lock of a build, as it does until the build ends."""
        if not (self._folder / f"{number}.lock").exists():
            return False
        try:
            with self._lock(number):
                return False
        except Timeout:
            return True
        except OSError:  # the folder is read-only, so no build of this service is in it
            return False

    def get(self, number: int) -> Build:
        """Return a build. One that a stopped service left unfinished is ``stopped``.

        Raises:
            BuildNotFound: when there is no such build.
        """
        try:
            build = _BUILD.validate_json((self._folder / f"{number}.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise BuildNotFound from error
        if not build.unfinished or self._is_held(number):
            return build
        return replace(
            build,
            state="stopped",
            failure="the service stopped during this build: build again, it continues there",
        )

    def save(self, build: Build) -> None:
        """Write a build, and delete the oldest; the log has an error of the system."""
        temporary = self._folder / f"{build.number}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(_BUILD.dump_json(build))
            temporary.replace(self._folder / f"{build.number}.json")
            for number in sorted(self._numbers())[:-_KEPT]:
                for ending in ("json", "lock"):
                    (self._folder / f"{number}.{ending}").unlink(missing_ok=True)
        except OSError as error:  # the build itself must not fail for its record
            _log.warning("the record of build %d cannot be written: %s", build.number, error)

    def _numbers(self) -> list[int]:
        names = [path.stem for path in self._folder.glob("*.json")]
        return [int(name) for name in names if name.isascii() and name.isdigit()]
