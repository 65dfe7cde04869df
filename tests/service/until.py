"""Wait for what serves: a generation is opened in a thread of its own."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from service.answers.engine import Engine
from service.answers.serving import OPENING, NotReady
from tests.service.http.served import PATIENCE


def until(said: Callable[[], bool]) -> None:
    """Ask until the answer is yes."""
    deadline = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.005)


def until_serving(engine: Engine, generation: str) -> None:
    """Probe until this generation serves."""

    def serves() -> bool:
        try:
            return engine.opened.generation.manifest.generation == generation
        except NotReady:
            return False

    until(serves)


def until_tried(engine: Engine) -> None:
    """Probe once, and wait until what that has opened, if anything, serves or is refused."""
    with suppress(NotReady):
        engine.serving.require()
    for thread in threading.enumerate():
        if thread.name == OPENING:
            thread.join()
