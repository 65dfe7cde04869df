"""Hold the verdicts on the claims of the last drafts in memory, so that a further part is quick.

An assistant calls ``check_draft`` with the same text for each part of the findings, and again when
the time was too short for all. Only the hash of a text leads to its verdicts.
"""

import hashlib
import threading
import time
from collections import OrderedDict

from service.citecheck.claims.judged import Known

_DRAFTS = 4


class HeldVerdicts:
    """The verdicts on the claims of the last drafts; threads can share it."""

    def __init__(self, seconds: float) -> None:
        """Hold nothing yet.

        Args:
            seconds: how long the verdicts are held after their last use.
        """
        self._seconds = seconds
        self._held: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, text: bytes) -> Known:
        """Return the verdicts on the claims of a draft, to which a check adds its own."""
        digest, now = hashlib.sha256(text).digest(), time.monotonic()
        with self._lock:
            self._forget(now)
            known: Known = self._held.pop(digest, (now, {}))[1]
            self._held[digest] = (now, known)
            while len(self._held) > _DRAFTS:
                self._held.popitem(last=False)
        return known

    def forget_old(self) -> None:
        """Forget the verdicts that were held for long enough."""
        with self._lock:
            self._forget(time.monotonic())

    def _forget(self, now: float) -> None:
        while self._held and next(iter(self._held.values()))[0] + self._seconds <= now:
            self._held.popitem(last=False)
