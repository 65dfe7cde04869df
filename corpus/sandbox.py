"""Read files from outside in child processes, under limits of memory, processor time and time.

A file is read by a library that was not written with malice in mind, so it is
read where it can do no harm: in a process that may take so much and no more,
and whose every answer is checked. What it finds comes back as JSON.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from corpus.answers import report_from
from corpus.errors import UnreadableFile
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.page_view import PageView
from corpus.report import Report

FILES_A_CHILD = 200
"""A child is replaced after so many files: what a library leaks goes with it."""

_ROOT = Path(__file__).parent.parent
_PIECE = 65_536
_TO_DIE = 5.0
_LARGEST_IMAGE = 2**25
_DAMAGED = "save it again with the program that made it"

_Answer = TypeVar("_Answer")


class _Stopped(Exception):
    """The child died or was killed; why is said by the error that it carries."""

    def __init__(self, reason: UnreadableFile, *, tired: bool) -> None:
        """Take the reason, and whether a new child may fare better than one that read before."""
        super().__init__(str(reason))
        self.reason = reason
        self.tired = tired


class _Child:
    """One process that reads files, one after the other."""

    def __init__(self, limits: Limits, module: str) -> None:
        self.served = 0
        self.waits = True
        self._limits = limits
        self._socket, its_own = socket.socketpair()
        # The end that stays here closes when this process ends, however it ends; so does the child.
        lifeline, self._lifeline = os.pipe()
        asked = [json.dumps(asdict(limits)), str(lifeline)]
        with its_own:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", module, *asked],
                stdin=its_own.fileno(),
                stdout=its_own.fileno(),
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                pass_fds=(lifeline,),
            )
        os.close(lifeline)
        self._unread = bytearray()
        self._allowance = 0

    def read(self, file: SourceFile) -> Report:
        """Return a file's report; see ``_ask``."""
        # Ours is the only text that comes back, a few times over as JSON; more is an attack.
        about = self._ask(file.location, 16 * self._limits.max_text_chars + 2**20)
        report = report_from(file, about, self._places(int(about["places"])))
        self.waits = True
        return report

    def draw(self, location: Path, view: PageView) -> bytes:
        """Return a page as a PNG file; see ``_ask``."""
        about = self._ask(location, _LARGEST_IMAGE, view)
        image = b64decode(about["image"], validate=True)
        self.waits = True
        return image

    def _ask(self, location: Path, allowance: int, view: PageView | None = None) -> dict[str, Any]:
        """Ask the child about a file and return the first line of its answer.

        ``waits`` is to be set once the rest is read: the child can go on.

        Raises:
            UnreadableFile: with the reason and the remedy.
            _Stopped: when the child died or must be killed.
        """
        self.served += 1
        self.waits = False
        until = time.monotonic() + self._limits.read_wall_seconds
        self._allowance = allowance
        request = {
            "location": str(location.absolute()),
            "suffix": location.suffix.lower(),
            "view": view and asdict(view),
        }
        with suppress(BrokenPipeError):  # it died: reading its answer says how
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        about = self._answer(until)
        if "unreadable" in about:
            self.waits = True
            raise UnreadableFile(str(about["unreadable"]))
        if "exceeded" in about:
            raise _Stopped(self._limits.exceeded(str(about["exceeded"])), tired=True)
        return about

    def _places(self, count: int) -> Iterator[Any]:
        """Yield the rows of places while the child writes them."""
        while count > 0:
            rows = self._answer(time.monotonic() + self._limits.read_wall_seconds)["places"]
            count -= len(rows)
            yield from rows

    def _answer(self, until: float) -> dict[str, Any]:
        """Return the next line that the child writes."""
        seen = 0
        while (end := self._unread.find(b"\n", seen)) < 0:
            seen = len(self._unread)
            self._unread += self._piece(until)
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        content = json.loads(line)
        if not isinstance(content, dict):
            raise TypeError("an answer is an object")
        return content

    def _piece(self, until: float) -> bytes:
        self._socket.settimeout(max(0.001, until - time.monotonic()))
        try:
            piece = self._socket.recv(_PIECE)
        except TimeoutError:
            raise _Stopped(self._limits.exceeded("read_wall_seconds"), tired=False) from None
        except ConnectionResetError:
            piece = b""
        self._allowance -= len(piece)
        if self._allowance < 0:
            raise _Stopped(self._limits.exceeded("max_text_chars"), tired=False)
        if not piece:
            raise self._died()
        return piece

    def _died(self) -> _Stopped:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_TO_DIE)
        number = -(self._process.returncode or 0)
        if number == signal.SIGXCPU:
            return _Stopped(self._limits.exceeded("read_cpu_seconds"), tired=False)
        if number == signal.SIGABRT:  # how libraries in C++ end when memory is refused
            return _Stopped(self._limits.exceeded("read_memory_bytes"), tired=True)
        name = signal.Signals(number).name if number > 0 else "without a word"
        return _Stopped(
            UnreadableFile(f"its reader crashed on it ({name}): {_DAMAGED}"), tired=True
        )

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._socket.close()
        os.close(self._lifeline)


class Sandbox:
    """Children that wait for files; safe to share between threads, each of which uses one."""

    def __init__(self, limits: Limits, module: str = "corpus.child") -> None:
        """Start nothing yet.

        Args:
            module: what a child runs.
        """
        self._limits = limits
        self._module = module
        self._idle: LifoQueue[_Child] = LifoQueue()

    def read(self, file: SourceFile) -> Report:
        """Return a file's report.

        Raises:
            UnreadableFile: with the one reason and its remedy.
        """
        return self._try(lambda child: child.read(file))

    def draw(self, location: Path, view: PageView) -> bytes:
        """Return a page of a PDF file as a PNG file.

        Raises:
            UnreadableFile: with the one reason and its remedy.
        """
        return self._try(lambda child: child.draw(location, view))

    def _try(self, task: Callable[[_Child], _Answer]) -> _Answer:
        child = self._waiting()
        if child is not None:
            try:
                return self._run(task, child)
            except _Stopped as stopped:
                if not stopped.tired:
                    raise stopped.reason from None
        try:  # a new child: what earlier files left behind in the other may have been the cause
            return self._run(task, _Child(self._limits, self._module))
        except _Stopped as stopped:
            raise stopped.reason from None

    def _run(self, task: Callable[[_Child], _Answer], child: _Child) -> _Answer:
        try:
            return task(child)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnreadableFile(f"its reader gave no sound answer: {_DAMAGED}") from error
        finally:
            if child.waits and child.served < FILES_A_CHILD:
                self._idle.put(child)
            else:
                child.close()

    def _waiting(self) -> _Child | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the children."""
        while (child := self._waiting()) is not None:
            child.close()
