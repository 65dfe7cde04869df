"""Define the work: one publication in one or more files, and its editions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """A dated edition of a publication.

    Attributes:
        report: id of the report that is cited first, of those that are the edition's files.
        date: ISO 8601; a year, a month or a day.
    """

    report: str
    date: str


@dataclass(frozen=True, slots=True)
class Work:
    """One edition of a publication, in one or more files; each file is a report of the index.

    Attributes:
        files: ids of the reports, in the order in which they are cited.
        editions: all editions of the publication that are in the index, this one included,
            newest first; empty where there is one edition.
    """

    files: tuple[str, ...]
    editions: tuple[Edition, ...] = ()

    @property
    def newer(self) -> Edition | None:
        """Return the newest edition, unless this one is it."""
        newest = next(iter(self.editions), None)
        return newest if newest and newest.report != self.files[0] else None

    @property
    def older(self) -> tuple[Edition, ...]:
        """Return the older editions, newest first."""
        ids = [edition.report for edition in self.editions]
        return self.editions[ids.index(self.files[0]) + 1 :] if ids else ()
