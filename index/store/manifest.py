"""Define the manifest of a generation and the records in it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.command_line import build_command
from corpus.errors import IndexMismatch
from corpus.folder import Failure
from index.types import AdapterIdentity, ModelIdentity
from index.works import Work


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The path, size and hash of a file of a generation.

    Attributes:
        path: relative to the folder of the generation.
        size: in bytes.
    """

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """The agreement of an exported encoder with its model on a sample of sentences.

    Attributes:
        sentences: size of the sample.
        cosine: mean cosine between the two vectors of a sentence.
        least: lowest of these cosines.
        same_nearest: share of the sentences whose nearest neighbour in the sample is the same
            under both, 0 to 1.
    """

    sentences: int
    cosine: float
    least: float
    same_nearest: float


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """The form in which the model encodes sentences and questions.

    Attributes:
        precision: fp32 or int8 for an exported encoder, whose files are in the generation;
            torch for the model itself; "" for an embedder that the caller passed.
        why_torch: reason why the model was not exported, or None.
        tried: precision in which the export failed, or None.
        likeness: agreement of the export with the model; None where it was not measured.
    """

    precision: str
    why_torch: str | None = None
    tried: str | None = None
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """The recall of an approximate vector search against an exact one.

    Attributes:
        questions: number of query vectors.
        at_10, at_100: mean share of the 10 and of the 100 nearest vectors that were found, 0 to 1.
    """

    questions: int
    at_10: float
    at_100: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents and the inputs of a generation.

    Attributes:
        format: version of the file formats.
        generation: its name, which begins with its number.
        fingerprint: hash of the sources, the model and the versions of each step.
        model_sha256: hash of the model's files; in a generation of format 4, of the export.
        versions: of the extraction, the splitter, the analyser, the context formula and the
            export, by name.
        limits: under which the files were read, by name (``corpus.limits.Limits``).
        dimension: length of a vector.
        reports, passages: how many the generation holds.
        long_sentences: ids of the passages that exceed the model's token limit.
        failures: files of the corpus that could not be read.
        files: every file of the generation except the manifest.
        recall: of the vector search; None where it is exact.
        cut_sentences: ids of the first parts of sentences above ``max_sentence_chars``.
        adapter, adapter_sha256: name and hash of the model's adapter; None without one.
        export: see ``ModelIdentity``.
        works: the works with several files or several editions, in order of their first file.
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
    adapter: str | None = None
    adapter_sha256: str | None = None
    export: str = ""
    works: tuple[Work, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the generation, which is higher than that of the one before."""
        return int(self.generation.partition("-")[0])

    @property
    def identity(self) -> ModelIdentity:
        """Return the identity of the encoder that made the vectors."""
        adapter = None
        if self.adapter is not None and self.adapter_sha256 is not None:
            adapter = AdapterIdentity(self.adapter, self.adapter_sha256)
        return ModelIdentity(self.model, self.model_sha256, adapter, self.export)

    def to_json(self) -> str:
        """Return the manifest as JSON with sorted keys; equal manifests give equal text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """The inputs of a generation that are known before a report is added.

    Attributes:
        model: identity of the model that makes the vectors.
        versions, limits: see ``Manifest``.
        exact_up_to: number of passages up to which the vector search is exact.
        encoder: folder of the exported encoder, whose files are added to the generation; or None.
        former_sentences: most sentences to remember that the reports no longer hold.
        former_text_bytes: most bytes of texts to keep, compressed, that the reports no longer have.
    """

    model: ModelIdentity
    versions: dict[str, str]
    limits: dict[str, int]
    exact_up_to: int
    encoder: Path | None = None
    former_sentences: int = 0
    former_text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """The fields of the ``Manifest`` that are known after the last report is added.

    Attributes:
        works: see ``Manifest``; every report in at most one of them.
    """

    fingerprint: str
    encoder: EncoderRecord
    long_sentences: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    cut_sentences: tuple[str, ...] = ()
    works: tuple[Work, ...] = ()


def manifest_of(
    plan: Plan,
    info: CommitInfo,
    *,
    format: int,
    generation: str,
    dimension: int,
    reports: int,
    passages: int,
    files: tuple[FileRecord, ...],
    recall: Recall | None,
) -> Manifest:
    """Return the manifest of a generation; see there for the arguments."""
    model = plan.model
    return Manifest(
        format=format,
        generation=generation,
        fingerprint=info.fingerprint,
        model=model.name,
        model_sha256=model.sha256,
        versions=plan.versions,
        limits=plan.limits,
        encoder=info.encoder,
        dimension=dimension,
        reports=reports,
        passages=passages,
        long_sentences=info.long_sentences,
        failures=info.failures,
        files=files,
        recall=recall,
        cut_sentences=info.cut_sentences,
        works=info.works,
        adapter=model.adapter.name if model.adapter else None,
        adapter_sha256=model.adapter.sha256 if model.adapter else None,
        export=model.export,
    )


def mismatch(location: str, manifest: Manifest, wanted: ModelIdentity) -> IndexMismatch:
    """Return the error for an index whose model or adapter differs from the wanted one."""
    return IndexMismatch(
        f"the index in {location} was made with the model {manifest.identity} and the service "
        f"has {wanted}",
        f"{build_command(Path(location))}, or set PINCITE_MODEL and PINCITE_ADAPTER back "
        "(PINCITE_ADAPTER=none is without an adapter)",
    )
