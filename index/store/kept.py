"""Define what a store tells of the generations that it keeps."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation that a store keeps.

    Attributes:
        generation: its name.
        built: when its reports were indexed; None where that is not known. A generation that was
            brought back has the time of the former one.
        serves: whether it is the current one.
    """

    generation: str
    built: datetime | None
    serves: bool


@dataclass(frozen=True, slots=True)
class Remembering:
    """How much a generation remembers of earlier ones.

    Attributes:
        sentences, text_bytes: see ``former_sentences`` and ``former_text_bytes`` of ``Plan``.
    """

    sentences: int
    text_bytes: int
