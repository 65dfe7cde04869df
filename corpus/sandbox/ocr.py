"""Read pages that hold no text with ocrmypdf, which runs under limits of memory and time."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from corpus.errors import NotStarted, SettingError, UnreadableFile
from corpus.extract import PageWatcher
from corpus.files import read_bytes
from corpus.folder import SourceFile
from corpus.kept_files import KeptFiles, bytes_of
from corpus.limits import Limits
from corpus.omission_words import OCR_FAILED, OCR_FOUND_NOTHING, explained, ranges, unread_pages
from corpus.refusals import refusal
from corpus.report import Report
from corpus.sandbox.parent import Sandbox
from corpus.settings import PREFIX, Settings

PROGRAM = "ocrmypdf"
NOT_INSTALLED = (
    f"OCR needs the program {PROGRAM}, which is not installed: install it, for example with "
    f"`apt install {PROGRAM}` or `brew install {PROGRAM}`"
)
_ROOT = Path(__file__).parents[2]
_SOURCE, _RESULT, _MESSAGES = "source.pdf", "result.pdf", "messages.txt"
_LONGEST_MESSAGE = 200
_VERSION = "1"
"""Raise it when the arguments of the program change."""


@dataclass(frozen=True, slots=True)
class OcrLimits:
    """The limits of OCR for one file; each field has the value of the setting with its name.

    Attributes:
        ocr_seconds: elapsed time, and processor time of each process.
        ocr_memory_bytes: memory of each process, and size of each file that it writes.
    """

    ocr_seconds: int
    ocr_memory_bytes: int


class Ocr:
    """Reads PDF files after OCR. Threads may share it; it runs the program once at a time.

    Attributes:
        limits: of one file.
    """

    def __init__(self, settings: Settings) -> None:
        """Find the program.

        A result that is kept needs no program, so it may be missing.
        """
        self.limits = OcrLimits(settings.ocr_seconds, settings.ocr_memory_bytes)
        self._program = shutil.which(PROGRAM)
        self._jobs = settings.jobs
        self._kept = KeptFiles(
            settings.cache, "a result of OCR", settings.ocr_cache_bytes, bytes_of, "ocr"
        )
        self._running = Lock()

    @classmethod
    def of(cls, settings: Settings) -> "Ocr | None":
        """Return the OCR of a build; None when the setting is off.

        Raises:
            SettingError: when the program is not installed.
        """
        if not settings.ocr:
            return None
        made = cls(settings)
        if made._program is None:
            raise SettingError(f"{NOT_INSTALLED}, or build with --no-ocr")
        return made

    def read(
        self,
        file: SourceFile,
        found: Report | UnreadableFile,
        limits: Limits,
        sandbox: Sandbox,
        watch: PageWatcher = lambda *_: None,
    ) -> Report:
        """Return the report of a file with the text that OCR finds on its unreadable pages.

        The source file stays as it is. Where OCR fails, the report is the one that was read
        before, and its omissions state the reason.

        Args:
            found: the report without OCR, or the error when no page has text.
            limits: for reading a file.
            watch: told when OCR runs, and the pages as the result is read.

        Raises:
            UnreadableFile: when no page has text, and OCR fails.
            NotStarted: when the system refuses to start a process.
        """
        pages = unread_pages(found.omissions) if isinstance(found, Report) else ()
        try:
            return self._read(file, pages, limits, sandbox, watch)
        except UnreadableFile as error:
            why = f"{OCR_FAILED}: {error}"
            if isinstance(found, Report):
                return replace(found, omissions=explained(found.omissions, why))
            raise UnreadableFile(f"{found.reason}: {why}") from error

    def _read(
        self,
        file: SourceFile,
        pages: Sequence[int],
        limits: Limits,
        sandbox: Sandbox,
        watch: PageWatcher,
    ) -> Report:
        content = read_bytes(file.location, limits)
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            with tempfile.TemporaryDirectory(prefix="pincite-ocr-") as name:
                result = self._result(content, sha256, pages, Path(name), watch)
                read = sandbox.read(replace(file, location=result), watch)
        except OSError as error:
            raise UnreadableFile(refusal(error, "another TMPDIR")) from error
        asked = pages or range(1, read.page_count + 1)
        unread = unread_pages(read.omissions)
        return replace(
            read,
            source_sha256=sha256,
            omissions=explained(read.omissions, OCR_FOUND_NOTHING),
            ocr_pages=tuple(page for page in asked if page not in unread),
        )

    def _result(
        self,
        content: bytes,
        sha256: str,
        pages: Sequence[int],
        work: Path,
        watch: PageWatcher,
    ) -> Path:
        """Return the file with the text layer that OCR adds to the pages, or else to all."""
        made = json.dumps([_VERSION, sha256, list(pages)])
        key, kept = hashlib.sha256(made.encode()).hexdigest(), work / "kept"
        if self._kept.copy(key, kept):
            return kept / _RESULT
        if self._program is None:
            raise UnreadableFile(NOT_INSTALLED)
        (work / _SOURCE).write_bytes(content)
        with self._running:
            watch(0, len(pages) or 1)
            self._run(self._program, pages, work)
        kept.mkdir()
        (work / _RESULT).rename(kept / _RESULT)
        self._kept.keep(key, kept)
        return kept / _RESULT

    def _run(self, program: str, pages: Sequence[int], work: Path) -> None:
        seconds = self.limits.ocr_seconds
        # Pages that are garbled or stamped have some text, which OCR replaces.
        command = [program, "--quiet", "--force-ocr", "--output-type", "pdf", "--optimize", "0"]
        command += ["--jobs", str(self._jobs)]
        if pages:
            command += ["--pages", ",".join(f"{one}-{other}" for one, other in ranges(pages))]
        code = self._code([*command, _SOURCE, _RESULT], work)
        if code in (None, -signal.SIGXCPU):
            raise UnreadableFile(
                f"{PROGRAM} takes longer than {seconds:,} s: split the file, or raise "
                f"{PREFIX}OCR_SECONDS"
            )
        if code or not (work / _RESULT).is_file():
            raise UnreadableFile(
                f"{PROGRAM} ended with exit code {code}{_last_message(work / _MESSAGES)}"
            )

    def _code(self, command: Sequence[str], work: Path) -> int | None:
        """Run a command under the limits and return its exit code; None when it took too long."""
        lifeline, end = os.pipe()
        module = "corpus.sandbox.limited_process"
        memory, seconds = self.limits.ocr_memory_bytes, self.limits.ocr_seconds
        own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        try:
            with (work / _MESSAGES).open("wb") as messages:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-X", "utf8", "-m", module, str(lifeline)),
                        *(str(memory), str(seconds), str(work), *command),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=messages,
                    cwd=_ROOT,
                    env={**own, "TMPDIR": str(work)},
                    pass_fds=(lifeline,),
                    start_new_session=True,
                )
        except OSError as error:
            raise NotStarted(f"OCR cannot be started: {refusal(error, 'another')}") from error
        else:
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                with suppress(ProcessLookupError):  # the program and all that it started
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        finally:
            os.close(lifeline)
            os.close(end)


def _last_message(messages: Path) -> str:
    """Return the last line that the program printed, after a colon; nothing without one."""
    lines = messages.read_bytes()[-4096:].decode(errors="replace").split("\n")
    last = next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")
    shown = "".join(filter(str.isprintable, last))[:_LONGEST_MESSAGE]
    return f": {shown}" if shown else ""
