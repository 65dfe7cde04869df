"""The work that an actor does; each runs in a process of its own, which Ray starts."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import NotStarted, PinciteError, UnreadableFile
from corpus.folder import SourceFile
from corpus.intake import read_report
from corpus.limits import Limits
from corpus.refusals import refusal
from corpus.report import Report
from corpus.sandbox.ocr import Ocr
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from index.types import Embedder, Vectors
from index.workers.ray.carried import Carried
from index.workers.ray.greeting import SAMPLE, Greeting, greeting


class Reader:
    """Reads files in a sandbox of its own, as a build on one machine does."""

    def __init__(self, limits: Limits, ocr: Settings | None) -> None:
        """Take the limits of a file, and the settings of OCR where the build runs it."""
        self._limits = limits
        self._sandbox = Sandbox(limits)
        self._ocr_settings = ocr
        self._ocr: Ocr | None = None
        self._page: tuple[str, int, int] | None = None

    def greet(self) -> Greeting:
        """Get ready, and say which versions read."""
        try:
            if self._ocr_settings is not None:
                self._ocr = Ocr.of(self._ocr_settings)
        except PinciteError as error:
            return greeting(refusal=str(error))
        return greeting()

    def read(self, file: SourceFile, content: bytes) -> Report | UnreadableFile | NotStarted:
        """Return the report of a file, or the error; the content lies on disk while it is read."""
        try:
            with tempfile.TemporaryDirectory(prefix="pincite-read-") as name:
                location = Path(name) / f"file{file.location.suffix}"
                location.write_bytes(content)
                return self._read(replace(file, location=location))
        except (UnreadableFile, NotStarted) as error:
            return error
        except OSError as error:
            return NotStarted(f"a worker cannot write {refusal(error, 'another TMPDIR')}")

    def _read(self, file: SourceFile) -> Report:
        def watch(page: int, pages: int) -> None:
            self._page = file.path, page, pages

        try:
            return read_report(file, self._limits, self._sandbox, watch, self._ocr)
        finally:
            self._page = None

    def page(self) -> tuple[str, int, int] | None:
        """Return the path of the file that is read now, its page and its number of pages."""
        return self._page


class Encoder:
    """Encodes texts."""

    def __init__(self, carried: Carried) -> None:
        """Take what the encoder is made of."""
        self._carried = carried
        self._embedder: Embedder | None = None

    def greet(self) -> Greeting:
        """Load the encoder, and say which it is and what it makes of the sample."""
        try:
            self._embedder = self._carried.load()
            vector = self._embedder.encode([SAMPLE])
        except PinciteError as error:
            return greeting(refusal=str(error))
        return greeting(self._embedder.identity.vectors_sha256, vector)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order."""
        if self._embedder is None:
            raise NotStarted("the worker has not loaded its encoder: build again")
        return self._embedder.encode(texts)
