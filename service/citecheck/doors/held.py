"""Check drafts in a background thread, and hold them in memory for a while.

Nothing is written to disk unless somebody asks to keep a draft. The service generates the id of a
check at random; whoever knows it can see the check.
"""

import atexit
import logging
import secrets
import threading
import time
from dataclasses import replace
from typing import Any

from corpus.errors import IndexProblem, NotStarted, PinciteError
from corpus.refusals import refusal
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.citecheck.doors.drafts import is_word, read_draft
from service.citecheck.doors.kept import UNFINISHED, Check, KeptChecks

_log = logging.getLogger(__name__)
_NAME_CHARACTERS = 120
_STOP_SECONDS = 20.0
_SECONDS_PER_MINUTE = 60.0


class ChecksFull(PinciteError):
    """As many drafts wait as may."""

    def __init__(self) -> None:
        """Write the message."""
        super().__init__("too many drafts wait to be checked", "try again in a few minutes")


class _Removed(Exception):
    """The check was removed, or the service stops."""


class Checks:
    """The drafts that a service checks, one after the other, and holds."""

    def __init__(self, engine: Engine) -> None:
        """Start nothing: the thread starts with the first draft and ends with the last."""
        self._engine = engine
        self._settings = engine.settings
        self._kept = KeptChecks(engine.settings)
        self._held: dict[str, Check] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False
        engine.serving.workers.append(self.stop)

    def add(self, name: str, content: bytes, *, keep: bool, reports: tuple[str, ...] = ()) -> Check:
        """Queue a draft.

        Raises:
            ChecksFull: when too many wait.
        """
        shown = "".join(filter(str.isprintable, name))[-_NAME_CHARACTERS:]
        check = Check(secrets.token_hex(16), shown, time.time(), keep, reports, content)
        with self._changed:
            idle = [one for one in self._held.values() if one.state not in UNFINISHED]
            surplus = len(self._held) - self._settings.max_checks + 1
            if surplus > len(idle):
                raise ChecksFull
            for one in sorted(idle, key=lambda one: one.used)[: max(0, surplus)]:
                del self._held[one.id]
            self._held[check.id] = check
            self._start()
            self._changed.notify_all()
        return check

    def get(self, check_id: str) -> Check:
        """Return a check, and hold it for longer.

        Raises:
            CheckNotFound: when none has this id.
        """
        found = self._change(check_id, used=time.time())
        return found or self._kept.load(check_id)

    def wait(self, check_id: str, seconds: float) -> Check:
        """Return a check as soon as it is finished, or as it is after some seconds.

        Raises:
            CheckNotFound: when somebody removed it.
        """

        def is_over() -> bool:
            held = self._held.get(check_id)
            return held is None or held.state not in UNFINISHED

        with self._changed:
            self._changed.wait_for(is_over, seconds)
        return self.get(check_id)

    def remove(self, check_id: str) -> None:
        """Remove a check; a running one stops.

        Raises:
            CheckNotFound: when none has this id.
        """
        self.get(check_id)
        with self._changed:
            self._held.pop(check_id, None)
            self._changed.notify_all()
        self._kept.remove(check_id)

    def stop(self) -> None:
        """Stop the thread; unfinished checks are lost with the process."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_STOP_SECONDS)

    def _start(self) -> None:
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._work, name="checks", daemon=True)
            self._thread.start()
            # The interpreter may crash if it ends while a thread is in a native library.
            atexit.register(self.stop)

    def _change(self, check_id: str, **changes: Any) -> Check | None:
        """Change fields of a check; return None when it is not held."""
        with self._changed:
            held = self._held.get(check_id)
            if held is None:
                return None
            self._held[check_id] = changed = replace(held, **changes)
            self._changed.notify_all()
            return changed

    def _work(self) -> None:
        while (check := self._next()) is not None:
            try:
                self._run(check)
            except _Removed:
                continue
            except PinciteError as error:
                status = 503 if isinstance(error, NotStarted | IndexProblem) else 422
                self._change(check.id, state="failed", status=status, failure=str(error))
            except NotReady as error:
                self._change(check.id, state="failed", status=503, failure=str(error))
            except Exception:
                _log.exception("a draft could not be checked")
                told = "the service failed on this draft: see its log for the reason"
                self._change(check.id, state="failed", status=500, failure=told)

    def _next(self) -> Check | None:
        """Return the next draft; forget expired ones; None when none is held or it stops."""
        with self._changed:
            while not self._stopped:
                longest = self._settings.check_minutes * _SECONDS_PER_MINUTE
                now = time.time()
                for one in list(self._held.values()):
                    if one.state not in UNFINISHED and one.used + longest <= now:
                        del self._held[one.id]
                waiting = [one for one in self._held.values() if one.state == "waiting"]
                if waiting:
                    return waiting[0]
                if not self._held:
                    break
                ends = min(one.used for one in self._held.values()) + longest
                self._changed.wait(max(ends - now, 0))
            self._thread = None
            atexit.unregister(self.stop)
            return None

    def _run(self, check: Check) -> None:
        from service.citecheck.check import check_draft  # it loads what judges claims

        self._report(check.id, state="running")
        draft = read_draft(self._settings, check.name, check.content)
        checked = check_draft(
            draft,
            self._engine,
            lambda done, total: self._report(check.id, done=done, total=total),
            reports=check.reports,
        )
        content = check.content if is_word(check.name) else b""
        done = replace(check, content=content, draft=draft, checked=checked, state="done")
        failure = self._keep(done) if check.keep else ""
        self._report(
            check.id, content=content, draft=draft, checked=checked, state="done",
            used=time.time(), failure=failure,
        )  # fmt: skip

    def _keep(self, check: Check) -> str:
        """Write a check to disk; return why that is not possible, or ""."""
        try:
            self._kept.save(check)
        except OSError as error:
            return f"the draft is not kept: {refusal(error, 'another')}"
        return ""

    def _report(self, check_id: str, **changes: Any) -> None:
        if self._stopped or self._change(check_id, **changes) is None:
            raise _Removed
