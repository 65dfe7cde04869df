"""Choose the encoder: a build exports the model, and a service loads the encoder of the build.

A model that cannot be exported, or that runs on a device other than the CPU, runs in torch. The
manifest records the reason.
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
    """The encoder of a build.

    Attributes:
        record: its entry in the manifest.
        folder: of its files, which are added to the generation; None without files.
        original: the model that this build exported it from; None where it was exported before.
    """

    embedder: Embedder
    record: EncoderRecord
    folder: Path | None = None
    original: Embedder | None = None

    def compare(self, sentences: Sequence[str]) -> EncoderRecord:
        """Return the record with the agreement of export and model on these sentences.

        The record of an export from the previous generation has it already.
        """
        if self.original is None or not sentences:
            return self.record
        found = likeness(self.original.encode(sentences), self.embedder.encode(sentences))
        return replace(self.record, likeness=found)


def encoder_for_build(settings: Settings, previous: View | None, folder: Path) -> BuildEncoder:
    """Return the encoder of the settings' model, and export the model where that is necessary.

    Args:
        previous: the current generation, whose export is reused when model and precision are
            the same.
        folder: of a new export.

    Raises:
        SettingError: when the model is missing or cannot be loaded.
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
    """Return the encoder of questions for a generation.

    Args:
        before: encoder of the previous generation, which is reused when it is the same.

    Raises:
        IndexMismatch: when the settings name a model other than that of the generation.
        IndexDamaged: when the encoder in the generation cannot be loaded.
        SettingError: when the model is not on this machine.
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
