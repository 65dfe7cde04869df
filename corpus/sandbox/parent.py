"""Read untrusted files in child processes with limits of memory, processor time and time.

The libraries that parse files may crash on or be exploited by a malicious file. A child
process therefore reads it under resource limits and returns JSON, which is checked.
"""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Self, TypeVar

from corpus.errors import UnreadableFile
from corpus.extract import PageWatcher
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.readers.pdf.page_view import PageImage, PageView
from corpus.readers.workbook import Sheet
from corpus.report import Report
from corpus.sandbox.child_process import DAMAGED, Child, Stopped

FILES_A_CHILD = 200
"""Number of files after which a child is replaced, which frees memory that libraries leak."""

_Answer = TypeVar("_Answer")


class Sandbox:
    """A pool of child processes. Threads may share it; each call uses one child."""

    def __init__(self, limits: Limits, module: str = "corpus.sandbox.reader_process") -> None:
        """Create an empty pool; children are started when they are needed.

        Args:
            limits: the limits for each file.
            module: module that a child runs.
        """
        self._limits = limits
        self._module = module
        self._idle: LifoQueue[Child] = LifoQueue()

    def read(self, file: SourceFile, watch: PageWatcher = lambda *_: None) -> Report:
        """Return a file's report.

        Args:
            watch: told the pages as they are read, where the format has pages.

        Raises:
            UnreadableFile: when the file cannot be read; the message states reason and remedy.
            NotStarted: when the system refuses to start a process.
        """
        return self._try(lambda child: child.read(file, watch))

    def draw(self, location: Path, view: PageView) -> PageImage:
        """Return a page of a PDF file as an image.

        Raises:
            UnreadableFile: when the page cannot be drawn; the message states reason and remedy.
            NotStarted: when the system refuses to start a process.
        """
        return self._try(lambda child: child.draw(location, view))

    def workbook(self, content: bytes) -> Sheet:
        """Return the first visible sheet with cells of an Excel workbook.

        Raises:
            UnreadableFile: when the workbook cannot be read; the message states reason and remedy.
            NotStarted: when the system refuses to start a process.
        """
        if len(content) > self._limits.max_file_bytes:
            raise self._limits.exceeded("max_file_bytes")
        return self._try(lambda child: child.workbook(content))

    def _try(self, task: Callable[[Child], _Answer]) -> _Answer:
        child = self._waiting()
        if child is not None:
            try:
                return self._run(task, child)
            except Stopped as stopped:
                if not stopped.retry:
                    raise stopped.reason from None
        try:  # in a new child: earlier files may have used up the memory of the other one
            return self._run(task, Child(self._limits, self._module))
        except Stopped as stopped:
            raise stopped.reason from None

    def _run(self, task: Callable[[Child], _Answer], child: Child) -> _Answer:
        try:
            return task(child)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnreadableFile(f"reading the file gave an invalid result: {DAMAGED}") from error
        finally:
            if child.waits and child.served < FILES_A_CHILD:
                self._idle.put(child)
            else:
                child.close()

    def _waiting(self) -> Child | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill all children."""
        while (child := self._waiting()) is not None:
            child.close()
