"""Read files from outside in child processes, under limits of memory, processor time and time.

A file is read by a library that was not written with malice in mind, so it is
read where it can do no harm: in a process that may take so much and no more,
and whose every answer is checked. What it finds comes back as JSON.
"""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self, TypeVar

from corpus.errors import UnreadableFile
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.readers.pdf.page_view import PageView
from corpus.report import Report
from corpus.sandbox.child_process import DAMAGED, Child, Stopped

FILES_A_CHILD = 200
"""A child is replaced after so many files: what a library leaks goes with it."""

_Answer = TypeVar("_Answer")


class Sandbox:
    """Children that wait for files; safe to share between threads, each of which uses one."""

    def __init__(self, limits: Limits, module: str = "corpus.sandbox.reader_process") -> None:
        """Start nothing yet.

        Args:
            module: what a child runs.
        """
        self._limits = limits
        self._module = module
        self._idle: LifoQueue[Child] = LifoQueue()

    def read(self, file: SourceFile) -> Report:
        """Return a file's report.

        Raises:
            UnreadableFile: with the one reason and its remedy.
            NotStarted: when the system refuses a process.
        """
        return self._try(lambda child: child.read(file))

    def draw(self, location: Path, view: PageView) -> bytes:
        """Return a page of a PDF file as a PNG file.

        Raises:
            UnreadableFile: with the one reason and its remedy.
            NotStarted: when the system refuses a process.
        """
        return self._try(lambda child: child.draw(location, view))

    def workbook(self, content: bytes) -> list[list[str]]:
        """Return the rows of the first sheet of an Excel workbook as text.

        Raises:
            UnreadableFile: with the one reason and its remedy.
            NotStarted: when the system refuses a process.
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
                if not stopped.tired:
                    raise stopped.reason from None
        try:  # a new child: what earlier files left behind in the other may have been the cause
            return self._run(task, Child(self._limits, self._module))
        except Stopped as stopped:
            raise stopped.reason from None

    def _run(self, task: Callable[[Child], _Answer], child: Child) -> _Answer:
        try:
            return task(child)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnreadableFile(f"its reader gave no sound answer: {DAMAGED}") from error
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the children."""
        while (child := self._waiting()) is not None:
            child.close()
