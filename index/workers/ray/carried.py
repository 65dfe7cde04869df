"""Carry the encoder of a build to workers on other machines."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import SettingError
from corpus.settings import Settings
from index.encode.choose import BuildEncoder
from index.encode.exported import OnnxEmbedder
from index.encode.sentence_transformer import SentenceTransformerEmbedder
from index.types import Embedder, ModelIdentity


class Carried(Protocol):
    """What a worker makes its encoder of."""

    def load(self) -> Embedder:
        """Return the encoder.

        Raises:
            PinciteError: when it cannot be loaded on this machine.
        """
        ...


@dataclass(frozen=True, slots=True)
class CarriedExport:
    """The files of an exported model by name, so that a worker needs no model of its own."""

    files: tuple[tuple[str, bytes], ...]
    identity: ModelIdentity

    def load(self) -> Embedder:
        """Load the files; nothing of them stays on disk."""
        with tempfile.TemporaryDirectory(prefix="pincite-encoder-") as name:
            for file, content in self.files:
                (Path(name) / file).write_bytes(content)
            return OnnxEmbedder(Path(name), self.identity, threads=1)


@dataclass(frozen=True, slots=True)
class NamedModel:
    """The names of a model that runs in torch; a worker takes its files from its own machine."""

    model: str
    adapter: str
    batch_size: int

    def load(self) -> Embedder:
        """Find the model on this machine."""
        return SentenceTransformerEmbedder(self.model, "cpu", 1, self.batch_size, self.adapter)


@dataclass(frozen=True, slots=True)
class CarriedEmbedder:
    """An encoder that travels as it is."""

    embedder: Embedder

    def load(self) -> Embedder:
        """Return it."""
        return self.embedder


def carried(encoder: BuildEncoder, settings: Settings) -> Carried:
    """Return what workers make the encoder of a build of.

    Raises:
        SettingError: when the encoder runs on a device that a worker has not.
    """
    if encoder.folder is not None:
        files = sorted(path for path in encoder.folder.iterdir() if path.is_file())
        contents = tuple((path.name, path.read_bytes()) for path in files)
        return CarriedExport(contents, encoder.embedder.identity)
    if isinstance(encoder.embedder, SentenceTransformerEmbedder):
        if settings.device != "cpu":
            raise SettingError(
                f"workers of Ray encode on processors, not on {settings.device}: set "
                "PINCITE_DEVICE=cpu, or build without --ray"
            )
        return NamedModel(settings.model, settings.adapter, settings.batch_size)
    return CarriedEmbedder(encoder.embedder)
