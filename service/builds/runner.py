"""Build the index in the background, one build at a time, each in a process of its own."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from corpus.errors import CorpusError
from index.build.events import from_json
from service.answers.engine import Engine
from service.answers.serving import NotReady
from service.builds.build import Build, BuildNotFound, Cause, Received
from service.builds.child import SETTINGS
from service.builds.folder import State, state_of
from service.builds.follow import Follower
from service.builds.records import Records

_log = logging.getLogger(__name__)
CHILD = "service.builds.child"
"""Module that the process of a build runs."""
_ROOT = Path(__file__).parents[2]
_RETRY_SECONDS, _SAVE_SECONDS = 1.0, 1.0
_STOP_SECONDS = 10.0
_OPEN_SECONDS, _LOOK_SECONDS = 120.0, 0.05
_LOCKED = "Another build holds the index; this one waits for it"
_DIED = "the process of the build ended early: see the log of the service, and build again"


class Builder:
    """Runs the builds of a service, in order of their numbers.

    A build that is asked for while another one waits is that one: it has not looked at the folder
    yet. The process of a build ends with the service, and leaves the index as it was.
    """

    def __init__(self, engine: Engine) -> None:
        """Set up; nothing runs before a build is asked for."""
        self._engine = engine
        self._records = Records.of(engine.settings)
        self._lock = threading.Lock()
        self._number = 0
        self._waiting: Follower | None = None
        self._running: Follower | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.seen: State | None = None
        """What the corpus folder held when the newest build began."""
        engine.serving.workers.append(self.stop)

    def request(
        self, cause: Cause, received: Iterable[Received] = (), removed: Iterable[str] = ()
    ) -> Build:
        """Ask for a build, and return the one that will look at the folder.

        Args:
            received: files that were just put into the folder, or refused.
            removed: where files were just moved to.
        """
        with self._lock:
            if self._waiting is None:
                self._number = self._records.reserve(self._number)
                self._waiting = Follower(Build(self._number, cause, "waiting", time.time()))
            build = self._waiting.build
            self._waiting.change(
                received=(*build.received, *received), removed=(*build.removed, *removed)
            )
            build = self._waiting.build
            self._records.save(build)
            if self._thread is None and not self._stopped.is_set():
                thread = threading.Thread(target=self._work, name="builds", daemon=True)
                thread.start()  # it may fail, and then the next request tries again
                self._thread = thread
            return build

    def get(self, number: int) -> Build:
        """Return a build.

        Raises:
            BuildNotFound: when no build has this number.
        """
        with self._lock:
            for follower in (self._waiting, self._running):
                if follower is not None and follower.build.number == number:
                    return follower.build
            return self._records.get(number)

    @property
    def latest(self) -> Build | None:
        """Return the build that runs, else the one that waits, else the newest, or None."""
        with self._lock:
            follower = self._running or self._waiting
            if follower is not None:
                return follower.build
        with suppress(BuildNotFound):
            return self._records.get(self._records.newest())
        return None

    def stop(self) -> None:
        """End the build that runs; the index stays as it was."""
        self._stopped.set()
        process, thread = self._process, self._thread
        if process is not None:
            process.kill()
        if thread is not None:
            thread.join(_STOP_SECONDS)
        self._records.release_all()

    def _work(self) -> None:
        while (follower := self._next()) is not None:
            follower.change(state="running", started=time.time())
            self._records.save(follower.build)
            try:
                result = self._result(follower)
            except Exception:  # the next build must run all the same
                _log.exception("build %d failed", follower.build.number)
                result = {"failure": _DIED}
            if not self._stopped.is_set():
                follower.end(**result)
                build = follower.build
                _log.info(
                    "build %d is %s: %s",
                    build.number,
                    build.state,
                    build.failure or build.generation,
                )
            with self._lock:
                if not self._stopped.is_set():
                    self._records.save(follower.build)
                self._records.release(follower.build.number)
                self._running = None

    def _next(self) -> Follower | None:
        """Return the build that waits; when there is none, mark the thread as ended."""
        with self._lock:
            follower, self._waiting = self._waiting, None
            self._running = follower
            if follower is None or self._stopped.is_set():
                self._thread = None
                return None
            return follower

    def _result(self, follower: Follower) -> dict[str, str]:
        """Run the process of a build until it has a result; retry while the index is locked."""
        while not self._stopped.is_set():
            try:
                result = self._run(follower)
            except CorpusError as error:
                return {"failure": str(error)}
            except OSError as error:
                return {"failure": f"the build cannot be started: {error.strerror}: build again"}
            if "generation" in result:
                return result | self._opened(follower, result["generation"])
            if "failure" in result:
                return result
            follower.change(step=_LOCKED)
            self._stopped.wait(_RETRY_SECONDS)
        return {"failure": _DIED}

    def _opened(self, follower: Follower, generation: str) -> dict[str, str]:
        """Wait until a generation serves; return the failure when it is refused."""
        before, until = self._refusal(), time.monotonic() + _OPEN_SECONDS
        follower.change(step="Opening the index")
        while not self._stopped.is_set() and time.monotonic() < until:
            with suppress(NotReady):
                opened = self._engine.serving.newest
                if opened.generation.manifest.generation == generation:
                    return {}
            refusal = self._refusal()
            if refusal and refusal != before:
                return {"failure": f"the new index cannot be opened: {refusal}"}
            self._stopped.wait(_LOOK_SECONDS)
        return {"failure": "the new index is not open yet: see /readyz for the reason"}

    def _refusal(self) -> str | None:
        """Return why the newest generation was refused when it was last opened, or None."""
        try:
            self._engine.serving.current  # noqa: B018 (it raises)
        except NotReady as error:
            return str(error) if error.cause == "failed" else None
        return self._engine.serving.refusal

    def _run(self, follower: Follower) -> dict[str, Any]:
        corpus = self._engine.corpus
        self.seen = state_of(corpus)
        settings = replace(self._engine.settings, corpus=corpus)
        result: dict[str, Any] = {"failure": _DIED}
        # The current folder stays, because settings may hold paths relative to it.
        command = [sys.executable, "-P", "-X", "utf8", "-m", CHILD]
        environ = dict(os.environ)
        paths = [str(_ROOT), *filter(None, [environ.get("PYTHONPATH")])]
        environ["PYTHONPATH"] = os.pathsep.join(paths)
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
        ) as process:
            self._process = process
            try:
                send, receive = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
                with suppress(BrokenPipeError):  # it died, which its output shows
                    send.write(SETTINGS.dump_json(settings) + b"\n")
                    send.flush()
                if self._stopped.is_set():  # ``stop`` did not see this process
                    process.kill()
                saved = time.monotonic()
                for line in receive:
                    content = json.loads(line)
                    if "event" in content:
                        follower.see(from_json(content))
                        if time.monotonic() > saved + _SAVE_SECONDS:  # other services show it
                            self._records.save(follower.build)
                            saved = time.monotonic()
                    else:
                        result = content
            finally:
                process.kill()
                self._process = None
        return result
