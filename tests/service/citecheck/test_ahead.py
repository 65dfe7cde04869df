import threading
from collections.abc import Iterator
from contextlib import closing
from contextvars import ContextVar

import pytest

from service.citecheck.ahead import one_ahead

OWN: ContextVar[str] = ContextVar("own")


def test_each_result_comes_in_order() -> None:
    assert list(one_ahead(lambda n: n * n, range(5))) == [0, 1, 4, 9, 16]
    assert list(one_ahead(str, [7])) == ["7"]
    assert not list(one_ahead(str, []))


def test_the_next_result_is_under_way_while_one_is_used() -> None:
    begun = {n: threading.Event() for n in range(3)}
    results = one_ahead(lambda n: begun[n].set(), range(3))
    next(results)
    assert begun[1].wait(5)
    assert not begun[2].is_set()
    assert len(list(results)) == 2


def test_items_are_asked_for_no_sooner_than_needed() -> None:
    asked = []

    def items() -> Iterator[int]:
        for n in range(9):
            asked.append(n)
            yield n

    results = one_ahead(str, items())
    assert next(results) == "0"
    assert asked == [0, 1]


def test_an_error_is_raised_where_its_result_would_stand() -> None:
    results = one_ahead(lambda n: 6 // n, [3, 0, 2])
    assert next(results) == 2
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_the_thread_sees_the_context_of_the_caller() -> None:
    token = OWN.set("the caller's")
    try:
        assert list(one_ahead(lambda _: OWN.get(), [1, 2])) == ["the caller's"] * 2
    finally:
        OWN.reset(token)


def test_whoever_stops_early_leaves_no_thread() -> None:
    with closing(one_ahead(str, range(9))) as results:
        next(results)
    assert not [one for one in threading.enumerate() if one.name.startswith("ahead")]
