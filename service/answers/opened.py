"""What a question is answered from, opened together: a generation and the models beside it."""

from dataclasses import dataclass

from corpus.settings import Settings
from index.encode.choose import encoder_for_serving
from index.rerank.cross_encoder import CrossEncoderReader
from index.rerank.model import PACKAGED_READER, OnnxReader
from index.store import open_index
from index.store.protocol import View
from index.types import Embedder, Key, Reader


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation with what encodes questions for it and what reads its sentences."""

    generation: View
    embedder: Embedder
    reader: Reader | None

    def warm_up(self) -> None:
        """Load the models, so that the first question is as quick as the next.

        Raises:
            SettingError: when a model's files cannot be loaded.
        """
        self.embedder.encode(["warm up"])
        if self.reader is not None:
            key = Key("warm up", 1)
            self.reader.read("warm up", [key], {key: "warm up"})


def open_all(
    settings: Settings,
    embedder: Embedder | None,
    reader: Reader | None,
    *,
    before: Opened | None,
    warm: bool,
) -> Opened:
    """Open the generation that the index names, and the models where they are not given.

    Args:
        before: what serves; its models stay where the new generation has the same.
        warm: load the models at once.

    Raises:
        IndexProblem: when the index cannot serve.
        SettingError: when a model cannot.
    """
    generation = open_index(settings.index, embedder.identity if embedder else None)
    try:
        opened = Opened(
            generation,
            embedder
            or encoder_for_serving(settings, generation, before.embedder if before else None),
            before.reader if before else reader or reader_for(settings),
        )
        if warm:
            opened.warm_up()
    except Exception:
        generation.close()
        raise
    return opened


def reader_for(settings: Settings) -> Reader | None:
    """Return the reader that the settings name, or None where they leave it out."""
    if settings.reader == "none":
        return None
    if settings.reader:
        return CrossEncoderReader(settings.reader, settings.device, settings.reader_threads)
    return OnnxReader(PACKAGED_READER, settings.reader_threads)
