"""A size-bounded LRU cache."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class SizedCache(Generic[Value]):
    """Keeps the most recently used values up to a total size; safe to share between threads."""

    def __init__(self, max_size: int, size_of: Callable[[Value], int]) -> None:
        """Create an empty cache.

        Args:
            max_size: largest total size of the values.
            size_of: returns the size of a value, in the same unit.
        """
        self._max_size = max_size
        self._size_of = size_of
        self._size = 0
        self._values: OrderedDict[object, Value] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: object) -> Value | None:
        """Return the cached value of a key, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def get(self, key: object, make: Callable[[], Value]) -> Value:
        """Return the cached value of a key, or make it; cache it if it fits."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()  # outside the lock, so that a slow one does not block other threads
        with self._lock:
            if key not in self._values and self._size_of(value) <= self._max_size:
                self._values[key] = value
                self._size += self._size_of(value)
            while self._size > self._max_size:
                _, oldest = self._values.popitem(last=False)
                self._size -= self._size_of(oldest)
        return value
