"""How much of everything the reading of one file may take, and what is said when it takes more."""

from dataclasses import asdict, dataclass, fields

from corpus.errors import UnreadableFile
from corpus.settings import LONGEST_SENTENCE, PREFIX, Settings

TOO_LARGE_A_WORKBOOK = (
    "it takes too much to read: leave only the sheet with the questions in it, or save it as .csv"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file; each is the setting of the same name.

    Beyond ``max_sentence_chars`` a sentence is cut; beyond any other the file is refused.
    """

    max_file_bytes: int
    max_text_chars: int
    max_sentence_chars: int
    read_memory_bytes: int
    read_cpu_seconds: int
    read_wall_seconds: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Return the limits that the settings name."""
        return cls(**{item.name: getattr(settings, item.name) for item in fields(cls)})

    def exceeded(self, name: str) -> UnreadableFile:
        """Return the error that says which limit a file went over, and what to do."""
        said = {
            "max_file_bytes": "it has more than {:,} bytes",
            "max_text_chars": "its text takes more than {:,} characters",
            "read_memory_bytes": "reading it takes more than {:,} bytes of memory",
            "read_cpu_seconds": "reading it takes more than {:,} s of processor time",
            "read_wall_seconds": "reading it takes longer than {:,} s",
        }[name].format(getattr(self, name))
        return UnreadableFile(f"{said}: split the file, or raise {PREFIX}{name.upper()}")


class DrawingLimits(Limits):
    """The limits of drawing one page."""

    @classmethod
    def of(cls, settings: Settings) -> "DrawingLimits":
        """Return the limits of reading, with the time that one page may take."""
        seconds = settings.page_image_seconds
        reading = asdict(Limits.of(settings))
        return cls(**reading | {"read_cpu_seconds": seconds, "read_wall_seconds": seconds})

    def exceeded(self, name: str) -> UnreadableFile:
        """Return the error that says which limit a page went over, and what to do."""
        if name not in ("read_cpu_seconds", "read_wall_seconds"):
            return super().exceeded(name)
        return UnreadableFile(
            f"drawing the page takes longer than {self.read_wall_seconds:,} s: "
            f"open the file itself, or raise {PREFIX}PAGE_IMAGE_SECONDS"
        )


class _WorkbookLimits(Limits):
    """The limits of a workbook of questions; what is in it is small, so they are no settings."""

    def exceeded(self, _name: str) -> UnreadableFile:
        """Return the one error of a workbook that is beyond them."""
        return UnreadableFile(TOO_LARGE_A_WORKBOOK)


WORKBOOK_LIMITS = _WorkbookLimits(
    max_file_bytes=200_000_000,
    max_text_chars=2**22 - 2**16,  # an answer of 64 MiB
    max_sentence_chars=LONGEST_SENTENCE,
    read_memory_bytes=2**30,
    read_cpu_seconds=20,
    read_wall_seconds=60,
)
