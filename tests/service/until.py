"""Wait for what serves: a generation is opened in a thread of its own."""

import threading
import time
from collections.abc import Callable

from service.engine import Engine
from service.serving import OPENING
from tests.service.served import PATIENCE


def until(said: Callable[[], bool]) -> None:
    """Ask until the answer is yes."""
    deadline = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.005)


def until_serving(engine: Engine, generation: str) -> None:
    """Probe until this generation serves."""
    until(lambda: engine.generation.manifest.generation == generation)


def until_tried(engine: Engine) -> None:
    """Probe once, and wait until what that has opened, if anything, serves or is refused."""
    engine.serving.require()
    for thread in threading.enumerate():
        if thread.name == OPENING:
            thread.join()
