"""Write the log of the service in a background thread, as text or as JSON lines."""

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
_MAX_QUEUED_LINES = 10_000
_FLUSH_SECONDS = 1.0
_VALID_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_ESCAPED_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}


def request_id(given: str | None) -> str:
    """Return the id of a request: its X-Request-Id when that is valid, else a new one."""
    if given is not None and _VALID_ID.fullmatch(given):
        return given
    return secrets.token_hex(8)


def log_request(fields: Mapping[str, Any]) -> None:
    """Log one request.

    Args:
        fields: the fields of the line, in order; the text format leaves out those that are None.
    """
    text = " ".join(f"{name}={_text(value)}" for name, value in fields.items() if value is not None)
    ACCESS.info("%s", text, extra={"fields": dict(fields)})


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{item}" for name, item in value.items())
    text = str(value)
    return text if re.fullmatch(r"[\w./<>:{}-]+", text) else json.dumps(text, ensure_ascii=False)


class JsonLines(logging.Formatter):
    """Formats a record as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object, with the fields of a request or the message."""
        content: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        content |= getattr(record, "fields", None) or {"message": super().format(record)}
        return json.dumps(content, default=str)


class TextLines(logging.Formatter):
    """Formats a record as text and escapes control characters.

    Continuation lines, as of a traceback, are indented: they cannot be mistaken for a record.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or several lines when the record has a traceback."""
        return super().format(record).translate(_ESCAPED_CONTROLS).replace("\n", "\n    ")


class _LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines to standard error; counts a line that cannot be written, and continues."""

    def __init__(self) -> None:
        super().__init__(_unbuffered(sys.stderr))
        self.lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (it overrides)
        self.lost += 1


def _unbuffered(stream: TextIO) -> TextIO:
    """Return an unbuffered stream to the same file, so that a failed line is not written later."""
    try:
        number = stream.fileno()
    except (AttributeError, OSError):  # closed before the start, or without a file descriptor
        return stream
    raw = open(number, "wb", buffering=0, closefd=False)  # noqa: SIM115 (a file descriptor)
    return io.TextIOWrapper(
        cast("BinaryIO", raw), encoding="utf-8", errors="backslashreplace", write_through=True
    )


class _Listener(QueueListener):
    """Writes queued records in a thread."""

    queue: "queue.Queue[logging.LogRecord | None]"

    def enqueue_sentinel(self) -> None:
        """Wait while the queue is full, where the library would raise ``queue.Full``."""
        self.queue.put(None)


class LogWriter(QueueHandler):
    """Queues records for a background thread, so that a slow log never delays a response."""

    queue: "queue.Queue[logging.LogRecord | None]"

    def __init__(self, settings: Settings) -> None:
        """Start the thread."""
        super().__init__(queue.Queue(_MAX_QUEUED_LINES))
        self._dropped = 0
        self._lines = _LineHandler()
        text = TextLines("%(levelname)s %(name)s: %(message)s")
        self._lines.setFormatter(JsonLines() if settings.log_format == "json" else text)
        self._listener = _Listener(self.queue, self._lines)
        self._listener.start()

    @property
    def lost(self) -> int:
        """Return the number of lines that did not fit the queue or could not be written."""
        return self._dropped + self._lines.lost

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue a record, or count it as lost when the queue is full."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self._dropped += 1

    def finish(self) -> bool:
        """Write the queued records, and return whether that ended within one second."""
        stopping = threading.Thread(target=self._listener.stop, name="log-end", daemon=True)
        stopping.start()
        stopping.join(_FLUSH_SECONDS)
        return not stopping.is_alive()


def set_up(settings: Settings) -> LogWriter:
    """Send all records of this process to one writer, and return the writer."""
    writer = LogWriter(settings)
    logging.getLogger().handlers = [writer]
    ACCESS.setLevel(logging.INFO)
    return writer
