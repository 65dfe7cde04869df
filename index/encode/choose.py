"""Choose the encoder: a build copies the packaged one or exports a model; a service loads that.

A model that cannot be exported, or that runs on a device other than the CPU, runs in torch. The
manifest records the reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.kept_files import KeptFiles
from corpus.settings import Settings
from index.encode.adapters import adapter_identity
from index.encode.export import (
    EXPORT_VERSION,
    CannotExport,
    export_encoder,
    exported_identity,
    likeness,
)
from index.encode.exported import OnnxEmbedder
from index.encode.packaged import packaged_encoder
from index.encode.sentence_transformer import PACKAGED_MODEL, SentenceTransformerEmbedder
from index.store.manifest import EncoderRecord, mismatch
from index.store.protocol import View
from index.types import Embedder, ModelIdentity

TORCH = "torch"
_KEPT_EXPORTS = 4


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

        The record of an export from the previous generation has it already. An export from the
        cache was compared when it was made, and its record has none.
        """
        if self.original is None or not sentences:
            return self.record
        found = likeness(self.original.encode(sentences), self.embedder.encode(sentences))
        return replace(self.record, likeness=found)


def export_cache(cache: Path) -> KeptFiles:
    """Return the exports that are kept for other index folders."""
    return KeptFiles(cache, "an export of the model", _KEPT_EXPORTS)


def encoder_for_build(
    settings: Settings,
    previous: View | None,
    folder: Path,
    exporting: Callable[[], None] = lambda: None,
) -> BuildEncoder:
    """Return the encoder of the settings' model, and export the model where that is necessary.

    An export of the same model, adapter and version comes from the previous generation, or else
    from the program's own files or from the cache.

    Args:
        previous: the current generation, whose export is reused when model and precision are
            the same.
        folder: of a new export.
        exporting: called before an export, which takes long.

    Raises:
        SettingError: when the model or the adapter is missing or cannot be loaded.
    """
    if packaged := packaged_encoder(settings):
        made = _made_before(previous, packaged.identity, settings)
        return made or BuildEncoder(packaged.copy(folder, settings.jobs), packaged.record, folder)
    model = _in_torch(settings, settings.jobs)
    if settings.precision == TORCH:
        return BuildEncoder(model, EncoderRecord(TORCH, "the settings ask for it"))
    if settings.device != "cpu":
        return BuildEncoder(model, EncoderRecord(TORCH, f"it runs on {settings.device}"))
    identity = exported_identity(model.identity, settings.precision)
    if made := _made_before(previous, identity, settings):
        return made
    if previous is not None:
        manifest = previous.manifest
        tried = manifest.versions.get("export") == EXPORT_VERSION and manifest.encoder.tried
        if tried == settings.precision and (
            manifest.identity.vectors_sha256 == model.identity.vectors_sha256
        ):
            return BuildEncoder(model, manifest.encoder)
    cache, key = export_cache(settings.cache), identity.vectors_sha256
    if cache.copy(key, folder):
        kept = OnnxEmbedder(folder, identity, settings.jobs)
        return BuildEncoder(kept, EncoderRecord(settings.precision), folder)
    exporting()
    try:
        embedder = export_encoder(model, settings.precision, folder, settings.jobs)
    except CannotExport as error:
        return BuildEncoder(
            model, EncoderRecord(TORCH, f"it cannot be exported: {error}", settings.precision)
        )
    cache.keep(key, folder)
    return BuildEncoder(embedder, EncoderRecord(settings.precision), folder, model)


def _made_before(
    previous: View | None, identity: ModelIdentity, settings: Settings
) -> BuildEncoder | None:
    """Return the encoder of the previous generation; None where it is another one."""
    if previous is None or previous.encoder is None:
        return None
    if previous.manifest.identity.vectors_sha256 != identity.vectors_sha256:
        return None
    embedder = OnnxEmbedder(previous.encoder, identity, settings.jobs)
    return BuildEncoder(embedder, previous.manifest.encoder, previous.encoder)


def encoder_for_serving(settings: Settings, view: View, before: Embedder | None) -> Embedder:
    """Return the encoder of questions for a generation.

    Args:
        before: encoder of the previous generation, which is reused when it is the same.

    Raises:
        IndexMismatch: when the settings name another model or adapter than the generation's.
        IndexDamaged: when the encoder in the generation cannot be loaded.
        SettingError: when the model or the adapter is not on this machine.
    """
    made_by = view.manifest.identity
    wanted = replace(
        made_by,
        name=settings.model or PACKAGED_MODEL,
        adapter=adapter_identity(settings.adapter, settings.model),
    )
    if wanted.name != made_by.name or wanted.vectors_sha256 != made_by.vectors_sha256:
        raise mismatch(view.location, view.manifest, wanted)
    if before is not None and before.identity.vectors_sha256 == made_by.vectors_sha256:
        return before
    if view.encoder is not None:
        return OnnxEmbedder(view.encoder, made_by, settings.jobs)
    embedder = _in_torch(settings, settings.threads)
    if embedder.identity.vectors_sha256 != made_by.vectors_sha256:
        raise mismatch(view.location, view.manifest, embedder.identity)
    return embedder


def _in_torch(settings: Settings, threads: int) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(
        settings.model, settings.device, threads, settings.batch_size, settings.adapter
    )
