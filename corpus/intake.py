"""Read files into reports: text files in this process, other formats in the sandbox."""

import errno
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from corpus.errors import NO_TEXT, NotStarted, ScannedFile, UnreadableFile
from corpus.extract import TEXT, PageWatcher, extract
from corpus.files import read_bytes, text_sha256
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.omission_words import unread_pages
from corpus.refusals import refusal
from corpus.report import Front, Report
from corpus.sandbox.ocr import Ocr
from corpus.sandbox.parent import Sandbox
from corpus.text.passages import split_sentences

_QUEUED_PER_JOB = 2

Recall = Callable[[SourceFile], Report | None]
"""Returns the stored report of a file that has not changed since the last build, or None."""

Watcher = Callable[[SourceFile, int, int], None]
"""Called with a file that is read, its page and its number of pages; 0 and 0 at the start.

Several threads call it.
"""


def read_all(
    files: Iterable[SourceFile],
    limits: Limits,
    jobs: int,
    recall: Recall = lambda _: None,
    watch: Watcher = lambda *_: None,
    ocr: Ocr | None = None,
) -> Iterator[tuple[SourceFile, Report | UnreadableFile]]:
    """Yield each file, in order, with its report or the error that prevented reading it.

    Args:
        limits: the limits for each file.
        jobs: number of files that are read at the same time; twice as many are queued.
        recall: returns the stored report of an unchanged file.
        watch: told each file that is read, and its pages as far as they are known.
        ocr: reads the pages that cannot be read otherwise; None leaves them out.

    Raises:
        NotStarted: when the system refuses to start a process or a thread.
    """

    def read(file: SourceFile) -> Report | UnreadableFile:
        try:
            if known := recall(file):
                return known
            watch(file, 0, 0)
            return read_report(file, limits, sandbox, partial(watch, file), ocr)
        except UnreadableFile as error:
            return error

    waiting: deque[tuple[SourceFile, Future[Report | UnreadableFile]]] = deque()
    with Sandbox(limits) as sandbox:
        pool = ThreadPoolExecutor(jobs)
        try:
            for file in files:
                waiting.append((file, _submitted(pool, read, file)))
                if len(waiting) >= _QUEUED_PER_JOB * jobs:
                    first, reading = waiting.popleft()
                    yield first, reading.result()
            while waiting:
                first, reading = waiting.popleft()
                yield first, reading.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _submitted(
    pool: ThreadPoolExecutor,
    read: Callable[[SourceFile], Report | UnreadableFile],
    file: SourceFile,
) -> "Future[Report | UnreadableFile]":
    try:
        return pool.submit(read, file)
    except RuntimeError as error:  # Python gives no error number when a thread cannot start
        refused = OSError(errno.EAGAIN, str(error))
        raise NotStarted(f"files cannot be read: {refusal(refused, 'another')}") from error


def read_report(
    file: SourceFile,
    limits: Limits,
    sandbox: Sandbox,
    watch: PageWatcher = lambda *_: None,
    ocr: Ocr | None = None,
) -> Report:
    """Read a file into a report.

    Args:
        watch: told the pages as they are read.
        ocr: see ``read_all``.

    Raises:
        UnreadableFile: when the file cannot be read; the message states the reason and the remedy.
    """
    if file.location.suffix.lower() == TEXT:
        return _read_text(file, limits)
    found: Report | ScannedFile
    try:
        found = sandbox.read(file, watch)
        if ocr is None or not unread_pages(found.omissions):
            return found
    except ScannedFile as error:
        if ocr is None:
            raise
        found = error
    return ocr.read(file, found, limits, sandbox, watch)


def _read_text(file: SourceFile, limits: Limits) -> Report:
    content = read_bytes(file.location, limits)
    found = extract(TEXT, content)
    if not found.blocks:
        raise UnreadableFile(NO_TEXT)
    if len(found.text) > limits.max_text_chars:
        raise limits.exceeded("max_text_chars")
    return Report(
        source=file.source,
        path=file.path,
        source_sha256=hashlib.sha256(content).hexdigest(),
        text=found.text,
        text_sha256=text_sha256(found.text),
        front=Front(),
        passages=split_sentences(
            file.source.id, found.text, found.blocks, max_chars=limits.max_sentence_chars
        ),
    )
