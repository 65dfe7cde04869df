"""Store the records of builds in a folder of each index: <number>.json, the newest 50."""

import logging
from dataclasses import replace
from pathlib import Path

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
        """Set up; ``save`` creates the folder."""
        self._folder = folder

    @classmethod
    def of(cls, settings: Settings) -> "Records":
        """Return the records of an index; services of other indexes may share the job folder."""
        index = text_sha256(str(settings.index.resolve()))[:16]
        return cls(settings.job_folder / "builds" / index)

    def newest(self) -> int:
        """Return the number of the newest build; 0 when there is none."""
        return max(self._numbers(), default=0)

    def get(self, number: int) -> Build:
        """Return a build. One that a stopped service left unfinished is ``stopped``.

        Raises:
            BuildNotFound: when there is no such build.
        """
        try:
            build = _BUILD.validate_json((self._folder / f"{number}.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise BuildNotFound from error
        if not build.unfinished:
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
                (self._folder / f"{number}.json").unlink(missing_ok=True)
        except OSError as error:  # the build itself must not fail for its record
            _log.warning("the record of build %d cannot be written: %s", build.number, error)

    def _numbers(self) -> list[int]:
        names = [path.stem for path in self._folder.glob("*.json")]
        return [int(name) for name in names if name.isascii() and name.isdigit()]
