"""Hold what every tool needs, and find reports and sentences by their ids."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from corpus.errors import BadRequest, PinciteError
from corpus.report import Passage
from corpus.settings import Settings
from corpus.text.fold import composed
from index.search.scope import Scope
from index.store.protocol import View
from index.types import Key
from service.answers.engine import Engine
from service.answers.opened import Opened

_LISTED = "list_reports gives the reports of the index"
_UNTIL: ContextVar[tuple[float, float]] = ContextVar("until")
"""When the tool that runs must have ended, on the monotonic clock, and the seconds that it had."""


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
    """

    engine: Engine
    site: Callable[[], str | None]

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
    def limited(self, seconds: float) -> Iterator[None]:
        """Limit the time of what runs within; ``check_time`` enforces it."""
        token = _UNTIL.set((time.monotonic() + seconds, seconds))
        try:
            yield
        finally:
            _UNTIL.reset(token)

    def check_time(self, *_: object) -> None:
        """Check that the tool has time left; stages and steps of the engine call it.

        Raises:
            OutOfTime: when it has none.
        """
        until, seconds = _UNTIL.get((math.inf, math.inf))
        if time.monotonic() > until:
            raise OutOfTime(seconds)


def watched(engine: Engine, site: Callable[[], str | None]) -> Desk:
    """Return a desk, and make each stage of the engine check the time of its tools."""
    desk, observe = Desk(engine, site), engine.observe

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
