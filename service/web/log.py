"""The log of the service: one line a request, in words or as JSON, never in the way."""

import io
import json
import logging
import queue
import re
import secrets
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from typing import Any, BinaryIO, TextIO, cast

from corpus.settings import Settings

ACCESS = logging.getLogger("service.access")
_LINES_KEPT = 10_000
_LAST_WORDS_SECONDS = 1.0
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}


def request_id(given: str | None) -> str:
    """Return the id of a request: the one it brings when that is harmless, else a new one."""
    if given is not None and _SANE_ID.fullmatch(given):
        return given
    return secrets.token_hex(8)


def log_request(fields: Mapping[str, Any]) -> None:
    """Write the one line of a request.

    Args:
        fields: what the line holds, in its order; a value that is None is left out of the words.
    """
    words = " ".join(
        f"{name}={_word(value)}" for name, value in fields.items() if value is not None
    )
    ACCESS.info("%s", words, extra={"fields": dict(fields)})


def _word(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{item}" for name, item in value.items())
    text = str(value)
    return text if re.fullmatch(r"[\w./<>:{}-]+", text) else json.dumps(text, ensure_ascii=False)


class JsonLines(logging.Formatter):
    """Makes a JSON object of a record, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        content: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        content |= getattr(record, "fields", None) or {"message": super().format(record)}
        return json.dumps(content, default=str)


class Words(logging.Formatter):
    """Makes a line of words of a record; no control character gets through.

    A further line, as of a traceback, is indented, so that none can pass for a record.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or the lines of a traceback."""
        return super().format(record).translate(_CONTROLS).replace("\n", "\n    ")


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be written is counted, and the next one is tried."""

    def __init__(self) -> None:
        super().__init__(_unbuffered(sys.stderr))
        self.lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (it overrides)
        self.lost += 1


def _unbuffered(stream: TextIO) -> TextIO:
    """Return a stream to the same file that keeps nothing of a line that could not be written."""
    try:
        number = stream.fileno()
    except (AttributeError, OSError):  # it was closed before we started, or is no file
        return stream
    raw = open(number, "wb", buffering=0, closefd=False)  # noqa: SIM115 (a number)
    return io.TextIOWrapper(
        cast("BinaryIO", raw), encoding="utf-8", errors="backslashreplace", write_through=True
    )


class _Listener(QueueListener):
    """Writes what is queued, in a thread."""

    queue: "queue.Queue[logging.LogRecord | None]"

    def enqueue_sentinel(self) -> None:
        """Wait for a place in a full queue, where the library would give up."""
        self.queue.put(None)


class LogWriter(QueueHandler):
    """Writes the log in a thread of its own: who answers never waits for who reads the log."""

    queue: "queue.Queue[logging.LogRecord | None]"

    def __init__(self, settings: Settings) -> None:
        """Start the thread."""
        super().__init__(queue.Queue(_LINES_KEPT))
        self._dropped = 0
        self._lines = _Lines()
        words = Words("%(levelname)s %(name)s: %(message)s")
        self._lines.setFormatter(JsonLines() if settings.log_format == "json" else words)
        self._listener = _Listener(self.queue, self._lines)
        self._listener.start()

    @property
    def lost(self) -> int:
        """Return how many lines did not fit, or could not be written."""
        return self._dropped + self._lines.lost

    def enqueue(self, record: logging.LogRecord) -> None:
        """Keep a line to be written; it is counted as lost when too many wait already."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self._dropped += 1

    def finish(self) -> bool:
        """Write what is left; tell whether that was done in time."""
        stopping = threading.Thread(target=self._listener.stop, name="log-end", daemon=True)
        stopping.start()
        stopping.join(_LAST_WORDS_SECONDS)
        return not stopping.is_alive()


def set_up(settings: Settings) -> LogWriter:
    """Send every record of this process to one writer, and return it."""
    writer = LogWriter(settings)
    logging.getLogger().handlers = [writer]
    ACCESS.setLevel(logging.INFO)
    return writer
