"""Limits of memory, time and size for reading one file, and the error when one is exceeded."""

from dataclasses import asdict, dataclass, fields

from corpus.errors import LimitExceeded, UnreadableFile
from corpus.settings import LONGEST_SENTENCE, PREFIX, Settings

WORKBOOK_TOO_LARGE = (
    "the file needs too much memory or time to read: "
    "keep only the sheet with the questions, or save that sheet as .csv"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for one file; each field has the value of the setting with its name.

    A sentence that exceeds ``max_sentence_chars`` is cut. A file that exceeds another limit is
    refused.
    """

    max_file_bytes: int
    max_text_chars: int
    max_sentence_chars: int
    read_memory_bytes: int
    read_cpu_seconds: int
    read_wall_seconds: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Return the limits from the settings."""
        return cls(**{item.name: getattr(settings, item.name) for item in fields(cls)})

    def exceeded(self, name: str) -> UnreadableFile:
        """Return the error for a file that exceeds the limit of this name."""
        problem = {
            "max_file_bytes": "the file is larger than {:,} bytes",
            "max_text_chars": "the text is longer than {:,} characters",
            "read_memory_bytes": "reading the file needs more than {:,} bytes of memory",
            "read_cpu_seconds": "reading the file needs more than {:,} s of processor time",
            "read_wall_seconds": "reading the file takes longer than {:,} s",
        }[name].format(getattr(self, name))
        return LimitExceeded(f"{problem}: split the file, or raise {PREFIX}{name.upper()}")


class DrawingLimits(Limits):
    """The limits for drawing one page."""

    @classmethod
    def of(cls, settings: Settings) -> "DrawingLimits":
        """Return the limits for reading, with ``page_image_seconds`` as the time limits."""
        seconds = settings.page_image_seconds
        reading = asdict(Limits.of(settings))
        return cls(**reading | {"read_cpu_seconds": seconds, "read_wall_seconds": seconds})

    def exceeded(self, name: str) -> UnreadableFile:
        """Return the error for a page that exceeds the limit of this name."""
        if name not in ("read_cpu_seconds", "read_wall_seconds"):
            return super().exceeded(name)
        return UnreadableFile(
            f"drawing the page takes longer than {self.read_wall_seconds:,} s: "
            f"open the file in a viewer, or raise {PREFIX}PAGE_IMAGE_SECONDS"
        )


class _WorkbookLimits(Limits):
    """The limits for a workbook of questions. They are constants, because questions are few."""

    def exceeded(self, _name: str) -> UnreadableFile:
        """Return the error for a workbook, which is the same for every limit."""
        return UnreadableFile(WORKBOOK_TOO_LARGE)


WORKBOOK_LIMITS = _WorkbookLimits(
    max_file_bytes=200_000_000,
    max_text_chars=2**22 - 2**16,  # limits the answer of the child to 64 MiB
    max_sentence_chars=LONGEST_SENTENCE,
    read_memory_bytes=2**30,
    read_cpu_seconds=20,
    read_wall_seconds=60,
)
