"""Hold the drafts of every store to one at a time, and to the order of report ids."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from corpus.errors import BuildInProgress


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
