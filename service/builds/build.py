"""A build of the service as others see it: its state, and the way of each file."""

from dataclasses import dataclass
from typing import Literal

from corpus.errors import PinciteError
from corpus.omission_words import OmissionInfo

Cause = Literal["upload", "removal", "request", "watch"]
State = Literal["waiting", "running", "done", "failed", "stopped"]
UNFINISHED: tuple[State, ...] = ("waiting", "running")
FileState = Literal["waiting", "reading", "read", "ready", "refused"]
Outcome = Literal["added", "replaced", "present", "refused", "ignored"]
TAKEN: tuple[Outcome, ...] = ("added", "replaced", "present")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that a client sent, and what became of it.

    Attributes:
        path: its path below the corpus folder; its name if it has none there.
        outcome: ``present`` means that the folder had the same file already.
        reason: why it was refused or ignored, and what to do.
    """

    path: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """The way of one file of the corpus through a build.

    Attributes:
        state: ``read`` files wait for the others; ``ready`` ones are searched.
        page, pages: the page that is read now, of so many; 0 where they are not known. Where only
            the page is 0, OCR runs.
        unchanged: whether the file was taken from the index before.
        reason: why it cannot be read, and what to do.
        omissions, ocr_pages: see ``ReportInfo``.
    """

    path: str
    state: FileState = "waiting"
    page: int = 0
    pages: int = 0
    sentences: int = 0
    unchanged: bool = False
    reason: str = ""
    omissions: tuple[OmissionInfo, ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """A build and its state. Times are in seconds since 1970.

    Attributes:
        cause: what started it.
        step: what it does now, as a line of text.
        embedded, to_embed: sentences that are encoded, of those known so far to need it.
        seconds_left: an estimate, or None while there is none.
        files: the files of the corpus folder.
        received: the files that clients sent for this build.
        removed: where removed files were moved to, below the corpus folder.
        generation: the generation that it made or confirmed.
        failure: why it failed, and what to do; the index is then unchanged.
        remarks: sentences about the catalog, each with what to do.
    """

    number: int
    cause: Cause
    state: State
    created: float
    started: float = 0
    ended: float = 0
    step: str = ""
    embedded: int = 0
    to_embed: int = 0
    seconds_left: int | None = None
    files: tuple[FileProgress, ...] = ()
    received: tuple[Received, ...] = ()
    removed: tuple[str, ...] = ()
    generation: str = ""
    failure: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def unfinished(self) -> bool:
        """Return whether it waits or runs."""
        return self.state in UNFINISHED


class BuildNotFound(PinciteError):
    """No build has this number."""

    def __init__(self) -> None:
        """Write the message."""
        super().__init__(
            "this build does not exist, or its record was deleted",
            "see /reports for the newest build",
        )
