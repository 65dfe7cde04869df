"""What a build does, as it does it, and how long the rest of it takes."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.omission_words import OmissionInfo

_FEWEST_TEXTS, _FEWEST_SECONDS = 64, 3.0
"""An encoder's speed is known after so many texts and seconds."""


@dataclass(frozen=True, slots=True)
class FilesFound:
    """The readable files of the corpus, by path, in the order in which they are read."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparingModel:
    """The model is exported, which a new index needs once."""


@dataclass(frozen=True, slots=True)
class StartingWorkers:
    """Ray is started or joined, which takes a quarter of a minute."""


@dataclass(frozen=True, slots=True)
class ReadingFile:
    """A file is being read.

    Attributes:
        number, files: the file's number, from 1, of so many.
        page, pages: its page that is read now, of so many; 0 where they are not known. Where only
            the page is 0, OCR runs.
    """

    path: str
    number: int
    files: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file was read, or did not change since the last build.

    Attributes:
        omissions, ocr_pages: see ``index.build.inputs.ReadFile``.
    """

    path: str
    sentences: int
    unchanged: bool
    omissions: tuple[OmissionInfo, ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file cannot be read; the reason ends with its remedy."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the catalog has no effect; the text ends with what to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Embedding:
    """Sentences are being encoded.

    Attributes:
        done, known: sentences that are encoded, of those known so far to need it.
        read, files: files that were read, of so many; the others may add sentences.
    """

    done: int
    known: int
    read: int
    files: int


@dataclass(frozen=True, slots=True)
class Publishing:
    """Every sentence has its vector; the new generation is written and checked."""


Event = (
    FilesFound
    | PreparingModel
    | StartingWorkers
    | ReadingFile
    | FileRead
    | FileRefused
    | Remark
    | Embedding
    | Publishing
)
Watcher = Callable[[Event], None]
"""Called with each event of a build, from one thread at a time."""


def one_at_a_time(watch: Watcher) -> Watcher:
    """Return a watcher that several threads may call."""
    lock = threading.Lock()

    def tell(event: Event) -> None:
        with lock:
            watch(event)

    return tell


_KINDS = {
    kind.__name__: kind
    for kind in (
        FilesFound, PreparingModel, StartingWorkers, ReadingFile, FileRead, FileRefused, Remark,
        Embedding, Publishing,
    )
}  # fmt: skip


def as_json(event: Event) -> dict[str, Any]:
    """Return an event as an object that JSON can hold."""
    return {"event": type(event).__name__, **asdict(event)}


def from_json(content: Mapping[str, Any]) -> Event:
    """Return the event of such an object."""
    fields = {name: tuple(value) if isinstance(value, list) else value
              for name, value in content.items() if name != "event"}  # fmt: skip
    if "omissions" in fields:
        fields["omissions"] = tuple(
            OmissionInfo(**{**one, "pages": tuple(one["pages"])}) for one in fields["omissions"]
        )
    kind: Callable[..., Event] = _KINDS[content["event"]]
    return kind(**fields)


def line(event: Event) -> str | None:
    """Return an event as a line of text, or None for one that only concerns a single file."""
    match event:
        case PreparingModel():
            return "Preparing the model, once for a new index"
        case StartingWorkers():
            return "Starting the workers of Ray"
        case ReadingFile():
            at = f", page {event.page} of {event.pages}" if event.page else ", running OCR"
            page = at if event.pages else ""
            return f"Reading {event.number:,} of {event.files:,}: {event.path}{page}"
        case Embedding():
            return f"Embedding {event.done:,} of {event.known:,} sentences"
        case Publishing():
            return "Writing and checking the index"
    return None


class Estimate:
    """Estimates how long a build still takes.

    There is no estimate before the encoder's speed is known and half of the files are read: the
    files that are left would make it guesswork.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with the build.

        Args:
            clock: returns seconds.
        """
        self._clock = clock
        self._began: float | None = None
        self._last: tuple[Embedding, float] | None = None
        self._spent = 0.0
        self._seconds: float | None = None

    def see(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, Publishing):
            self._seconds = None
        if isinstance(event, PreparingModel):
            return
        now = self._clock()
        self._began = now if self._began is None else self._began
        if not isinstance(event, Embedding):
            return
        # More known sentences mean that files were read meanwhile.
        if self._last and self._last[0].known == event.known:
            self._spent += now - self._last[1]
        self._last = event, now
        self._seconds = None
        if event.done >= _FEWEST_TEXTS and self._spent >= _FEWEST_SECONDS:
            unread = event.files - event.read
            if event.read >= unread:
                encoding = (event.known - event.done) * self._spent / event.done
                self._seconds = encoding + unread * (now - self._began) / event.read

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds until the last sentence is encoded, or None while nobody knows."""
        return self._seconds
