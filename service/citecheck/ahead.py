"""Compute the next result in a thread while the caller uses the last one."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def one_ahead(function: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result]:
    """Yield the function's result for each item, in order, with the next one under way.

    The thread sees the context variables of the caller. What the function raises is raised where
    its result would stand. Whoever stops early waits for the result that is under way.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        last: Future[Result] | None = None
        for item in items:
            following = thread.submit(copy_context().run, function, item)
            if last is not None:
                yield last.result()
            last = following
        if last is not None:
            yield last.result()
