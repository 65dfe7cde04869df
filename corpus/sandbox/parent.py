"""Read untrusted files in child processes with limits of memory, processor time and time.

The libraries that parse files may crash on or be exploited by a malicious file. A child
process therefore reads it under resource limits and returns JSON, which is checked.
"""

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from queue import Empty, LifoQueue
from typing import Self, TypeVar

from corpus.errors import UnreadableFile
from corpus.extract import READABLE, PageWatcher
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.readers.drafts.draft import Draft, DraftComment
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

    def draft(self, name: str, content: bytes) -> Draft:
        """Return a draft that is to be checked.

        Args:
            name: name of the file, whose suffix is one of ``corpus.extract.READABLE``, or "" for
                pasted text in UTF-8.
            content: the file's bytes.

        Raises:
            UnreadableFile: when it cannot be read; the message states reason and remedy.
            NotStarted: when the system refuses to start a process.
        """
        suffix = PurePath(name).suffix.lower()
        if name and suffix not in READABLE:
            raise UnreadableFile(
                f"a draft cannot have the format “{suffix or name}”: save it as one of "
                f"{', '.join(READABLE)}"
            )
        if len(content) > self._limits.max_file_bytes:
            raise self._limits.exceeded("max_file_bytes")
        return self._try(lambda child: child.draft(name, content))

    def commented(self, draft: Draft, content: bytes, comments: Sequence[DraftComment]) -> bytes:
        """Return a Word document with comments, which has the words of the draft and no others.

        Args:
            draft: as it was read from the document.
            content: the document's bytes.

        Raises:
            UnreadableFile: when the document cannot be written, or would have other words.
            NotStarted: when the system refuses to start a process.
        """
        written = self._try(lambda child: child.commented(content, comments))
        read = self.draft(draft.name, written)
        if (read.text, read.notes) != (draft.text, draft.notes):
            raise UnreadableFile(
                "comments cannot be added without a change of the draft's words: open it in Word "
                "and save it again, or use the other results"
            )
        return written

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
