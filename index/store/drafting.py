"""Define the draft of a generation; hold the drafts of every store to one, and to an order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, Self

from corpus.errors import BuildInProgress
from corpus.report import Report
from index.store.manifest import CommitInfo, Manifest
from index.types import Vectors


class Draft(Protocol):
    """A generation under construction; leaving it without a commit discards it.

    Call ``upsert`` and ``delete`` in the order of report ids. The other reports of the base are
    copied.
    """

    def upsert(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        """Add a report, or replace the report of the base that has its id.

        Args:
            vectors: of the passages, in order; shape (passages, dimension).
            content_keys: of the vectors, in order; ``View.vectors_by_content`` finds a vector
                by its key.

        Raises:
            ValueError: when the report's id is out of order.
        """

    def delete(self, report_id: str) -> None:
        """Leave a report of the base out.

        Raises:
            ValueError: when the id is out of order.
        """

    def digests(self, report_id: str) -> list[bytes]:
        """Return the digests of the sentences of a report that was added, as ``View.digests``."""

    def commit(self, info: CommitInfo) -> Manifest:
        """Finish and name the generation, after searching it for some of its own vectors.

        ``Store.promote`` makes it the current one.

        Raises:
            IndexDamaged: when the search does not find a passage by its own vector.
            IndexProblem: when the generation holds no passage.
        """

    def __enter__(self) -> Self:
        """Return the draft."""

    def __exit__(self, *_: object) -> None:
        """Release all resources, and discard a generation that was not committed."""


class DraftLock:
    """Lets a store have one draft at a time, under its lock against other builds.

    Attributes:
        is_held: whether this process has a draft.
    """

    def __init__(
        self,
        build_lock: Callable[[], AbstractContextManager[None]],
        in_progress: Callable[[], BuildInProgress],
    ) -> None:
        """Set the lock of the store, and its error for a second draft."""
        self._build_lock, self._in_progress = build_lock, in_progress
        self.is_held = False

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold both locks.

        Raises:
            BuildInProgress: when another process builds, or this one has a draft.
        """
        with self._build_lock():
            if self.is_held:
                raise self._in_progress()
            self.is_held = True
            try:
                yield
            finally:
                self.is_held = False


class ReportOrder:
    """The order of a draft's reports, and the reports of its base that it has not come to."""

    def __init__(self, base: Iterable[str]) -> None:
        """Begin before the first report.

        Args:
            base: ids of the reports of the base.
        """
        self._remaining = sorted(base, reverse=True)
        self._last = ""

    def advance(self, report_id: str) -> list[str]:
        """Go on to a report that is changed; return the reports of the base that precede it.

        Raises:
            ValueError: when the report's id is out of order.
        """
        if report_id <= self._last:
            raise ValueError(f"{report_id!r} comes after {self._last!r}: keep the order of the ids")
        self._last = report_id
        return self.rest(lambda one: one < report_id)

    def rest(self, belongs: Callable[[str], bool] = lambda _: True) -> list[str]:
        """Go on while reports of the base belong; return them."""
        passed = []
        while self._remaining and belongs(self._remaining[-1]):
            passed.append(self._remaining.pop())
        return passed

    def leave_out(self, report_id: str) -> bool:
        """Go on past a report; return whether the base has it."""
        return bool(self.rest(lambda one: one == report_id))
