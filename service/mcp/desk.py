"""Hold what every tool needs, and find reports and sentences by their ids."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event

from corpus.errors import BadRequest, PinciteError
from corpus.report import Passage
from corpus.settings import Settings
from corpus.text.fold import composed
from index.search.scope import Scope
from index.store.protocol import View
from index.types import Key
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.mcp.held_verdicts import HeldVerdicts

_LISTED = "list_reports gives the reports of the index"
_SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who waits for the result of a tool.

    Attributes:
        tell: called with the number of steps that are done, and their total.
        gone: set as soon as nobody waits any more.
    """

    tell: Callable[[int, int], None] = lambda _done, _total: None
    gone: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class _Running:
    """A tool that runs: when it must have ended, on the monotonic clock, and what time it had."""

    until: float = math.inf
    seconds: float = math.inf
    caller: Caller = Caller()


_RUNNING: ContextVar[_Running] = ContextVar("running")
_UNLIMITED = _Running()


class Cancelled(PinciteError):
    """Nobody waits for the result of a tool any more."""

    def __init__(self) -> None:
        """Write the message."""
        super().__init__("this call was cancelled", "call again")


class OutOfTime(PinciteError):
    """A tool took longer than it may."""

    def __init__(self, seconds: float) -> None:
        """Write the message."""
        super().__init__(
            f"this took longer than {seconds:g} seconds", "send less at a time, or try again"
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """What every tool needs.

    Attributes:
        site: returns the address of the service's pages; None where nothing serves them.
        verdicts: those on the claims of the last drafts.
    """

    engine: Engine
    site: Callable[[], str | None]
    verdicts: HeldVerdicts

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        return self.engine.settings

    @property
    def opened(self) -> Opened:
        """Return the generation that answers; see ``Engine.opened``."""
        return self.engine.opened

    def permalink(self, path: str) -> str | None:
        """Return the address of a page of the service; None where nothing serves it."""
        site = self.site()
        return None if site is None else site + path

    @contextmanager
    def limited(self, seconds: float, caller: Caller | None = None) -> Iterator[None]:
        """Limit the time of what runs within; ``check_time`` enforces it."""
        running = _Running(time.monotonic() + seconds, seconds, caller or Caller())
        token = _RUNNING.set(running)
        try:
            yield
        finally:
            _RUNNING.reset(token)

    def check_time(self) -> None:
        """Check that the tool has time left; stages of the engine call it.

        Raises:
            OutOfTime: when it has none.
            Cancelled: when nobody waits for it.
        """
        running = _RUNNING.get(_UNLIMITED)
        if running.caller.gone.is_set():
            raise Cancelled
        if time.monotonic() > running.until:
            raise OutOfTime(running.seconds)

    def step(self, done: int = 0, total: int = 0) -> None:
        """Check the time after a step of a check, and tell whoever waits."""
        self.check_time()
        if total:
            _RUNNING.get(_UNLIMITED).caller.tell(done, total)

    def share_of_time(self, share: float) -> float:
        """Return when the tool will have used a share of its time, on the monotonic clock."""
        running = _RUNNING.get(_UNLIMITED)
        return (
            running.until - (1 - share) * running.seconds
            if running.seconds < math.inf
            else math.inf
        )


def watched(engine: Engine, site: Callable[[], str | None]) -> Desk:
    """Return a desk, and make each stage of the engine check the time of its tools."""
    verdicts = HeldVerdicts(engine.settings.check_minutes * _SECONDS_PER_MINUTE)
    desk, observe = Desk(engine, site, verdicts), engine.observe

    def observe_and_check(stage: str, seconds: float) -> None:
        observe(stage, seconds)
        desk.check_time()

    engine.observe = observe_and_check
    return desk


def known_report(view: View, given: str, field: str = "report") -> str:
    """Return the id of a report of the index.

    Raises:
        BadRequest: when the index has none with this id; the message does not repeat it.
    """
    for one in (given, composed(given)):
        if one in view.reports:
            return one
    raise BadRequest("the index has no report with this id", _LISTED, field)


def checked_scope(view: View, scope: Scope) -> Scope:
    """Return filters after a check of the names in them, with messages that repeat none.

    Raises:
        BadRequest: when the index lacks a report or a publisher.
    """
    for report in scope.reports or ():
        known_report(view, report)
    publishers = {composed(one.publisher) for one in view.sources if one.publisher}
    if not publishers.issuperset(map(composed, scope.publishers or ())):
        raise BadRequest("no report of the index has this publisher", _LISTED, "publisher")
    return scope


def passage_of(view: View, key: Key) -> Passage:
    """Return a sentence.

    Raises:
        BadRequest: when its report has fewer sentences.
    """
    found = view.fetch([key])
    if key not in found:
        count = view.reports[key.report].sentences
        raise BadRequest(
            "the report has no sentence of this number", f"use 1 to {count:,}", field="id"
        )
    return found[key]
