"""Serve one client over standard input and output, until it hangs up."""

import os
import signal
import sys
from functools import partial
from types import FrameType
from typing import Any

import anyio
from mcp.server.stdio import stdio_server

from corpus.command_line import INTERRUPTED
from corpus.settings import Settings
from index.types import Embedder
from service.answers.engine import Engine
from service.mcp.desk import watched
from service.mcp.server import Runner, Work, make_server


def serve(settings: Settings, embedder: Embedder | None = None) -> int:
    """Answer on standard output what comes on standard input, and nothing else.

    While the protocol runs, the library sends whatever else is printed to standard error.

    Args:
        embedder: encodes the questions; the settings' model when None.

    Raises:
        IndexProblem: when the index cannot be opened.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    site = settings.public_url.rstrip("/") or None
    engine = Engine(settings, embedder)
    desk = watched(engine, lambda: site)
    anyio.run(partial(_serve, settings.server_threads, desk))
    engine.serving.stop()
    if not engine.serving.finish():
        _leave(0)  # a thread is busy in a library: do not wait for it
    return 0


def threads_of(most: int) -> Runner:
    """Return what runs work in threads, so many at a time."""
    limiter = anyio.CapacityLimiter(most)

    async def run(work: Work) -> Any:
        # A tool whose call is cancelled ends by itself, at its next step.
        return await anyio.to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=True)

    return run


async def _serve(threads: int, desk: Any) -> None:
    server = make_server(desk, threads_of(threads), in_thread=True)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _end(number: int, _frame: FrameType | None) -> None:
    """End at once: the thread that reads standard input would block until the client hangs up."""
    _leave(INTERRUPTED if number == signal.SIGINT else 0)


def _leave(code: int) -> None:
    sys.stderr.flush()
    os._exit(code)
