"""Start a child process that reads files, send it requests and check its answers."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, astuple
from math import isfinite
from pathlib import Path
from typing import Any

from corpus.errors import NotStarted, ScannedFile, UnreadableFile
from corpus.extract import PageWatcher
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.readers.drafts.draft import Draft, DraftComment
from corpus.readers.pdf.page_view import PageImage, PageView
from corpus.readers.workbook import Sheet
from corpus.refusals import refusal
from corpus.report import Report
from corpus.sandbox.protocol import draft_from, page_from, report_from

_ROOT = Path(__file__).parents[2]
_PIECE = 65_536
_TO_DIE = 5.0
_LARGEST_IMAGE = 2**25
_WORKBOOK, _WORD, _PASTED = Path("questions.xlsx"), Path("draft.docx"), "pasted.txt"
DAMAGED = "save it again with the program that made it"
"""The remedy for a file that makes the child crash or answer incorrectly."""


class Stopped(Exception):
    """The child died or must be killed; ``reason`` is the error to report."""

    def __init__(self, reason: UnreadableFile, *, retry: bool) -> None:
        """Keep the reason, and whether to retry in a new child if this one read files before."""
        super().__init__(str(reason))
        self.reason = reason
        self.retry = retry


class Child:
    """A child process that reads files one after the other.

    Attributes:
        served: number of requests that were sent to it.
        waits: whether it is ready for another request.
    """

    def __init__(self, limits: Limits, module: str) -> None:
        """Start the process.

        Args:
            limits: the limits for each file.
            module: module that the process runs.

        Raises:
            NotStarted: when the system refuses to start it. All descriptors are then closed.
        """
        self.served = 0
        self.waits = True
        self._limits = limits
        with ExitStack() as ours, ExitStack() as theirs:
            try:
                self._start(module, ours, theirs)
            except OSError as error:
                raise NotStarted(
                    f"the process that reads files cannot be started: {refusal(error, 'another')}"
                ) from error
            self._ends = ours.pop_all()
        self._unread = bytearray()
        self._allowance = 0

    def _start(self, module: str, ours: ExitStack, theirs: ExitStack) -> None:
        """Start the process; the stacks close our descriptors and those that it inherits."""
        self._socket, its_own = socket.socketpair()
        ours.enter_context(self._socket)
        theirs.enter_context(its_own)
        # The kernel closes our end when this process ends in any way. That also ends the child.
        lifeline, end = os.pipe()
        ours.callback(os.close, end)
        theirs.callback(os.close, lifeline)
        asked = [json.dumps(asdict(self._limits)), str(lifeline)]
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", module, *asked],
            stdin=its_own.fileno(),
            stdout=its_own.fileno(),
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            pass_fds=(lifeline,),
        )

    def read(self, file: SourceFile, watch: PageWatcher = lambda *_: None) -> Report:
        """Return a file's report; see ``_ask``."""
        # JSON makes the text a few times longer. A longer answer is an attack.
        about = self._ask("report", file.location, self._text_allowance(), watch=watch)
        places = self._rows("places", int(about["places"]))
        report = report_from(file, about, places, self._limits.max_sentence_chars)
        self.waits = True
        return report

    def draw(self, location: Path, view: PageView) -> PageImage:
        """Return a page as an image; see ``_ask``."""
        about = self._ask("page image", location, _LARGEST_IMAGE, view=asdict(view))
        png = b64decode(about["image"], validate=True)
        width, height = float(about["width"]), float(about["height"])
        if not (isfinite(width + height) and width > 0 and height > 0):
            raise ValueError("the size of a page must be finite and above 0")
        self.waits = True
        return PageImage(png, width, height)

    def workbook(self, content: bytes) -> Sheet:
        """Return the first sheet of a workbook; see ``_ask``."""
        about = self._ask("workbook rows", _WORKBOOK, self._text_allowance(), content)
        rows = [list(map(str, row)) for row in self._rows("rows", int(about["rows"]))]
        self.waits = True
        return Sheet(str(about["sheet"]), rows)

    def draft(self, name: str, content: bytes) -> Draft:
        """Return the draft in a file, or in pasted text where the name is ""; see ``_ask``."""
        about = self._ask("draft", Path(name or _PASTED), self._text_allowance(), content)
        draft = draft_from(name, hashlib.sha256(content).hexdigest(), about)
        self.waits = True
        return draft

    def commented(self, content: bytes, comments: Sequence[DraftComment]) -> bytes:
        """Return a Word document with comments; see ``_ask``."""
        rows = list(map(astuple, comments))
        most = 4 * len(content) + 64 * len(json.dumps(rows)) + _LARGEST_IMAGE
        about = self._ask("draft with comments", _WORD, most, content, comments=rows)
        self.waits = True
        return b64decode(about["file"], validate=True)

    def _text_allowance(self) -> int:
        return 16 * self._limits.max_text_chars + 2**20

    def _ask(
        self,
        task: str,
        location: Path,
        allowance: int,
        content: bytes = b"",
        watch: PageWatcher = lambda *_: None,
        **more: object,
    ) -> dict[str, Any]:
        """Send a request to the child and return the first line of its answer.

        The caller sets ``waits`` after reading the rest, because the child is then ready again.

        Args:
            task: one of the tasks of ``corpus.sandbox.reader_process``.
            location: path of the file; for content that is not on disk, only its suffix counts.
            allowance: maximum size of the whole answer, in bytes.
            content: the file's bytes when it is not on disk.
            watch: told the pages that the child notes before its answer.
            more: further parameters of the task.

        Raises:
            UnreadableFile: when the child cannot read the file.
            Stopped: when the child died or must be killed.
        """
        self.served += 1
        self.waits = False
        until = time.monotonic() + self._limits.read_wall_seconds
        self._allowance = allowance
        request = {
            "task": task,
            "location": str(location.absolute()),
            "suffix": location.suffix.lower(),
            "size": len(content),
            **more,
        }
        self._socket.settimeout(self._limits.read_wall_seconds)
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n" + content)
        except TimeoutError:
            raise Stopped(self._limits.exceeded("read_wall_seconds"), retry=False) from None
        except BrokenPipeError:  # it died: reading its answer finds out how
            pass
        about, page = self._answer(until), 0
        while "page" in about:
            page, pages = page_from(about, page)
            watch(page, pages)
            about = self._answer(until)
        if "unreadable" in about:
            self.waits = True
            kind = ScannedFile if about.get("scanned") else UnreadableFile
            raise kind(str(about["unreadable"]))
        if "exceeded" in about:
            raise Stopped(self._limits.exceeded(str(about["exceeded"])), retry=True)
        return about

    def _rows(self, name: str, count: int) -> Iterator[Any]:
        """Yield the rows with this name as the child writes them."""
        while count > 0:
            rows = self._answer(time.monotonic() + self._limits.read_wall_seconds)[name]
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
            raise TypeError("an answer must be a JSON object")
        return content

    def _piece(self, until: float) -> bytes:
        self._socket.settimeout(max(0.001, until - time.monotonic()))
        try:
            piece = self._socket.recv(_PIECE)
        except TimeoutError:
            raise Stopped(self._limits.exceeded("read_wall_seconds"), retry=False) from None
        except ConnectionResetError:
            piece = b""
        self._allowance -= len(piece)
        if self._allowance < 0:
            raise Stopped(self._limits.exceeded("max_text_chars"), retry=False)
        if not piece:
            raise self._died()
        return piece

    def _died(self) -> Stopped:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_TO_DIE)
        number = -(self._process.returncode or 0)
        if number == signal.SIGXCPU:
            return Stopped(self._limits.exceeded("read_cpu_seconds"), retry=False)
        if number == signal.SIGABRT:  # C++ libraries abort when they get no memory
            return Stopped(self._limits.exceeded("read_memory_bytes"), retry=True)
        name = signal.Signals(number).name if number > 0 else "it exited early"
        return Stopped(UnreadableFile(f"reading the file crashed ({name}): {DAMAGED}"), retry=True)

    def close(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        self._ends.close()
