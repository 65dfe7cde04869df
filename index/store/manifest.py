"""What a generation is made of, as its manifest records it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexMismatch
from corpus.folder import Failure
from index.types import ModelIdentity

BUILD_COMMAND = "run python build_index.py"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How an exported encoder agrees with its model on some of the sentences.

    Attributes:
        sentences: how many both encoded.
        cosine: mean of the cosines of the two vectors of a sentence; ``least`` is the lowest.
        same_nearest: share of the sentences whose nearest other is the same by both.
    """

    sentences: int
    cosine: float
    least: float
    same_nearest: float


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """In what form the model made the vectors and encodes the questions.

    Attributes:
        precision: fp32 or int8 for an exported encoder, which lies in the generation; torch
            for the model itself; "" for what a caller brought.
        why_torch: why it is not exported, or None.
        tried: the precision in which exporting failed, or None.
    """

    precision: str
    why_torch: str | None = None
    tried: str | None = None
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """How much of what is nearest an index finds that does not look at every vector.

    Attributes:
        questions: directions that were searched for.
        at_10, at_100: mean share of the 10 and of the 100 nearest that were found.
    """

    questions: int
    at_10: float
    at_100: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what it was made from.

    Attributes:
        fingerprint: of the sources, the model and the versions of what was done to them.
        versions: of the extraction, the splitter, the analyser and the context formula.
        limits: that each file was read under.
        long_sentences: ids of the passages that are longer than the model reads.
        failures: files of the corpus that could not be read.
        recall: of the search by vectors; None where it is exact.
        cut_sentences: ids of the first parts of the sentences that were too long.
    """

    format: int
    generation: str
    fingerprint: str
    model: str
    model_sha256: str
    versions: dict[str, str]
    limits: dict[str, int]
    encoder: EncoderRecord
    dimension: int
    reports: int
    passages: int
    long_sentences: tuple[str, ...]
    failures: tuple[Failure, ...]
    files: tuple[FileRecord, ...]
    recall: Recall | None = None
    cut_sentences: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the manifest as text, the same for the same manifest."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a generation before any report is added.

    Attributes:
        model: makes the vectors.
        versions, limits: as the manifest has them.
        exact_up_to: passages up to which the search by vectors looks at each.
        encoder: folder of the exported encoder's files, which the generation keeps; or None.
    """

    model: ModelIdentity
    versions: dict[str, str]
    limits: dict[str, int]
    exact_up_to: int
    encoder: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a generation once all reports are added; see ``Manifest``."""

    fingerprint: str
    encoder: EncoderRecord
    long_sentences: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    cut_sentences: tuple[str, ...] = ()


def mismatch(location: str, manifest: Manifest, wanted: str) -> IndexMismatch:
    """Return the error for an index that another model made than the one that is wanted."""
    return IndexMismatch(
        f"the index in {location} was made with the model {manifest.model} and the service has "
        f"{wanted}: {BUILD_COMMAND}, or set PINCITE_MODEL back"
    )
