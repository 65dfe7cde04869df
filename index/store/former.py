"""Define what a generation remembers of reports: former sentences and former texts."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from corpus.report import Source, Span


@dataclass(frozen=True, slots=True)
class FormerSentence:
    """A sentence that stood in a report of an earlier generation.

    Attributes:
        report: id of the report, which may be gone too.
        anchor: see ``corpus.quotes.anchors``.
        number: of the sentence, in the last text that held it.
        text_sha256: of that text.
        generation: number of the last generation that held it.
    """

    report: str
    anchor: str
    quote: str
    number: int
    text_sha256: str
    generation: int


@dataclass(frozen=True, slots=True)
class FormerReport:
    """A report as an earlier generation held it, with a text that it no longer has.

    Attributes:
        source: what was stated of the report; the report may be gone.
        path: of the file, relative to the corpus folder.
        source_sha256: of the file's bytes.
        text_sha256: of the text.
        generation: number of the last generation that held this text in this report.
    """

    source: Source
    path: str
    source_sha256: str
    text_sha256: str
    generation: int


@dataclass(frozen=True, slots=True)
class FormerText:
    """A text that a report no longer has.

    Attributes:
        text: the canonical text; its sha256 is ``text_sha256``.
        sentences: start and end of each sentence of the text, in code points, in order.
        reports: the reports that had the text, newest first; never empty.
    """

    text: str
    text_sha256: str
    sentences: tuple[Span, ...]
    reports: tuple[FormerReport, ...]


class PackedText(NamedTuple):
    """A former text and its sentences, compressed, as stores keep them and builds copy them."""

    sentences: bytes
    text: bytes

    @classmethod
    def of(cls, text: str, sentences: Iterable[Span]) -> Self:
        """Compress a text and the spans of its sentences."""
        return cls(
            zlib.compress(json.dumps(list(sentences)).encode()), zlib.compress(text.encode())
        )

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.sentences) + len(self.text)

    def unpacked(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text and the spans."""
        spans = json.loads(zlib.decompress(self.sentences))
        return zlib.decompress(self.text).decode(), tuple((start, end) for start, end in spans)
