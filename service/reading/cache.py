"""Keep what was made lately, up to a size."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The values asked for last, as many as fit; safe to share between threads."""

    def __init__(self, room: int, size: Callable[[Value], int]) -> None:
        """Take how much may be kept, and what measures a value."""
        self._room = room
        self._size = size
        self._used = 0
        self._kept: OrderedDict[object, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now unless it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()  # outside the lock: one that takes long holds up nobody else
        with self._lock:
            if key not in self._kept and self._size(value) <= self._room:
                self._kept[key] = value
                self._used += self._size(value)
            while self._used > self._room:
                _, oldest = self._kept.popitem(last=False)
                self._used -= self._size(oldest)
        return value
