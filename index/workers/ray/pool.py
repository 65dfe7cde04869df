"""Give work to actors and return the results in order; the loss of an actor costs time alone."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from corpus.errors import NotStarted

_Work = TypeVar("_Work")

MOST_TRIES = 3
"""Actors that one piece of work may end before it is given up."""
_QUEUED_PER_ACTOR = 2
_LOOK_SECONDS, _LOOK_WAIT = 0.5, 0.1


@dataclass(slots=True, eq=False)
class Piece(Generic[_Work]):
    """A piece of work.

    Attributes:
        call: name of the actor's method and its arguments; None for work that is done already.
        result: what the method returned, once it is settled.
        lost: whether it ended every actor that tried it.
    """

    work: _Work
    call: tuple[Any, ...] | None
    result: Any = None
    settled: bool = False
    lost: bool = False
    running: Any = None
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Seat:
    """A place for one actor after the other.

    Attributes:
        greeting: reference of what it says first; None when it is ready.
        pieces: that it works on, the oldest first.
        failures: actors that ended before they were ready, in succession.
    """

    actor: Any
    greeting: Any
    pieces: list[Piece[Any]] = field(default_factory=list)
    failures: int = 0


class Pool:
    """Actors of one kind."""

    def __init__(
        self,
        hire: Callable[[], Any],
        size: int,
        welcome: Callable[[Any], None],
        seconds: float,
        look: Callable[[Any], None] | None = None,
    ) -> None:
        """Start the actors.

        Args:
            hire: starts an actor with a method ``greet``.
            size: number of actors.
            welcome: checks what an actor says first.
            seconds: maximum time without any actor that is ready.
            look: called now and then with what ``page`` of a busy actor returns.
        """
        import ray

        self._ray: Any = ray
        self._hire = hire
        self._welcome = welcome
        self._seconds = seconds
        self._look = look
        self._looked = self._ready_at = time.monotonic()
        self._seats = [self._filled() for _ in range(size)]

    def _filled(self) -> _Seat:
        actor = self._hire()
        return _Seat(actor, actor.greet.remote())

    def in_order(
        self,
        pieces: Iterator[Piece[_Work]],
        begun: Callable[[Piece[_Work]], None] = lambda _: None,
    ) -> Iterator[Piece[_Work]]:
        """Yield the pieces in order as they are settled; two for each actor are under way.

        Args:
            pieces: taken as they are needed.
            begun: called with each piece that an actor gets.

        Raises:
            NotStarted: when no actor can be started, or one must not work.
        """
        waiting: deque[Piece[_Work]] = deque()
        more = True
        while True:
            while more and len(waiting) < _QUEUED_PER_ACTOR * len(self._seats):
                piece = next(pieces, None)
                more = piece is not None
                if piece is not None:
                    waiting.append(piece)
            if not waiting:
                return
            while waiting and waiting[0].settled:
                yield waiting.popleft()
            if len(waiting) == _QUEUED_PER_ACTOR * len(self._seats) or not more:
                self._assign(waiting, begun)
                self._wait()

    def _assign(self, waiting: deque[Piece[_Work]], begun: Callable[[Piece[_Work]], None]) -> None:
        """Give the oldest pieces to the actors with the least work."""
        for piece in waiting:
            if piece.settled or piece.running is not None:
                continue
            ready = [seat for seat in self._seats if seat.greeting is None]
            seat = min(ready, key=lambda one: len(one.pieces), default=None)
            if seat is None or len(seat.pieces) >= _QUEUED_PER_ACTOR or piece.call is None:
                return
            method, *arguments = piece.call
            begun(piece)
            piece.running = getattr(seat.actor, method).remote(*arguments)
            seat.pieces.append(piece)

    def _wait(self) -> None:
        """Wait for a result or for an actor that gets ready, and take note of it."""
        expected = {seat.greeting: seat for seat in self._seats if seat.greeting is not None}
        expected |= {piece.running: seat for seat in self._seats for piece in seat.pieces}
        if not expected:
            return
        done, _ = self._ray.wait(list(expected), num_returns=1, timeout=_LOOK_SECONDS)
        now = time.monotonic()
        for reference in done:
            self._take(reference, expected[reference])
        if any(seat.greeting is None for seat in self._seats):
            self._ready_at = now
        elif now - self._ready_at > self._seconds:
            raise NotStarted(
                f"no worker of Ray got ready in {self._seconds:g} s: free processors of the "
                "cluster (ray status lists them), or raise PINCITE_RAY_SECONDS"
            )
        if self._look is not None and now - self._looked > _LOOK_SECONDS:
            self._looked = now
            self._see(self._look)

    def _take(self, reference: Any, seat: _Seat) -> None:
        try:
            value = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:  # our own code raised it
            raise NotStarted(f"a worker of Ray failed: {error.cause!r}: build again") from error
        except self._ray.exceptions.RayError as error:
            # Another loss of the same actor may have been noticed before.
            if reference == seat.greeting or any(one.running == reference for one in seat.pieces):
                self._replace(seat, error)
            return
        if reference == seat.greeting:
            self._welcome(value)
            seat.greeting, seat.failures = None, 0
            return
        for piece in seat.pieces:
            if piece.running == reference:
                seat.pieces.remove(piece)
                piece.result, piece.settled, piece.running = value, True, None
                return

    def _replace(self, seat: _Seat, error: Exception) -> None:
        """Start another actor for one that ended, and take its work back."""
        if seat.greeting is not None:
            seat.failures += 1
            if seat.failures >= MOST_TRIES:
                reason = str(error).strip().partition("\n")[0]
                raise NotStarted(
                    f"workers of Ray end before they get work ({reason}): the log of Ray names "
                    "the reason"
                )
        for at, piece in enumerate(seat.pieces):
            piece.running = None
            piece.tries += at == 0  # an actor does one piece at a time
            piece.settled = piece.lost = piece.tries >= MOST_TRIES
        with suppress(self._ray.exceptions.RayError):
            self._ray.kill(seat.actor)
        seat.pieces = []
        seat.actor = self._hire()
        seat.greeting = seat.actor.greet.remote()

    def _see(self, look: Callable[[Any], None]) -> None:
        """Tell on which page each busy actor is; one that does not answer at once is left out."""
        busy = [
            seat.actor.page.options(concurrency_group="page").remote()
            for seat in self._seats
            if seat.pieces and seat.greeting is None
        ]
        if not busy:
            return
        done, _ = self._ray.wait(busy, num_returns=len(busy), timeout=_LOOK_WAIT)
        for reference in done:
            with suppress(self._ray.exceptions.RayError):
                look(self._ray.get(reference))
