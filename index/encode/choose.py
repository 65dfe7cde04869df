"""Choose what encodes: for a build the exported model, for a service what the build chose.

A model that cannot be exported, or one that runs on another device than the processor, goes
through torch. The manifest says so and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.settings import Settings
from index.encode.export import (
    EXPORT_VERSION,
    CannotExport,
    export_encoder,
    exported_identity,
    likeness,
)
from index.encode.exported import OnnxEmbedder
from index.encode.sentence_transformer import PACKAGED_MODEL, SentenceTransformerEmbedder
from index.store.manifest import EncoderRecord, mismatch
from index.store.protocol import View
from index.types import Embedder, ModelIdentity

TORCH = "torch"


@dataclass(frozen=True, slots=True)
class BuildEncoder:
    """What a build encodes with.

    Attributes:
        record: what the manifest says of it.
        folder: its files, which become a part of the generation; None where it has none.
        original: the model that it was exported from in this build, to be compared with.
    """

    embedder: Embedder
    record: EncoderRecord
    folder: Path | None = None
    original: Embedder | None = None

    def compared(self, sentences: Sequence[str]) -> EncoderRecord:
        """Return the record, with how the export agrees with the model on these sentences.

        An export that was taken over from the generation before was compared then.
        """
        if self.original is None or not sentences:
            return self.record
        found = likeness(self.original.encode(sentences), self.embedder.encode(sentences))
        return replace(self.record, likeness=found)


def encoder_for_build(settings: Settings, previous: View | None, folder: Path) -> BuildEncoder:
    """Return the settings' model as it is to encode, exported when it has to be.

    Args:
        previous: the generation that serves; its export is used again where it is the same.
        folder: where a new export is written.
    """
    model = SentenceTransformerEmbedder(
        settings.model, settings.device, settings.jobs, settings.batch_size
    )
    if settings.precision == TORCH:
        return BuildEncoder(model, EncoderRecord(TORCH, "the settings ask for it"))
    if settings.device != "cpu":
        return BuildEncoder(model, EncoderRecord(TORCH, f"it runs on {settings.device}"))
    identity = exported_identity(model.identity, settings.precision)
    if previous is not None:
        manifest = previous.manifest
        if manifest.model_sha256 == identity.sha256 and previous.encoder is not None:
            embedder = OnnxEmbedder(previous.encoder, identity, settings.jobs)
            return BuildEncoder(embedder, manifest.encoder, previous.encoder)
        tried = manifest.versions.get("export") == EXPORT_VERSION and manifest.encoder.tried
        if tried == settings.precision and manifest.model_sha256 == model.identity.sha256:
            return BuildEncoder(model, manifest.encoder)
    try:
        embedder = export_encoder(model, settings.precision, folder, settings.jobs)
    except CannotExport as error:
        return BuildEncoder(
            model, EncoderRecord(TORCH, f"it cannot be exported: {error}", settings.precision)
        )
    return BuildEncoder(embedder, EncoderRecord(settings.precision), folder, model)


def encoder_for_serving(settings: Settings, view: View, before: Embedder | None) -> Embedder:
    """Return what encodes questions for a generation.

    Args:
        before: what did for the last one; it stays where the new one has the same.

    Raises:
        IndexMismatch: when the settings name another model than the generation was made with.
        IndexDamaged: when its encoder cannot be loaded.
    """
    manifest = view.manifest
    name = settings.model or PACKAGED_MODEL
    if manifest.model != name:
        raise mismatch(view.location, manifest, name)
    if before is not None and before.identity.sha256 == manifest.model_sha256:
        return before
    if view.encoder is not None:
        identity = ModelIdentity(manifest.model, manifest.model_sha256)
        return OnnxEmbedder(view.encoder, identity, settings.jobs)
    embedder = SentenceTransformerEmbedder(
        settings.model, settings.device, settings.threads, settings.batch_size
    )
    if embedder.identity.sha256 != manifest.model_sha256:
        raise mismatch(view.location, manifest, name)
    return embedder
