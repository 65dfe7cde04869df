"""What a question is answered from, opened together: a generation and the models beside it."""

from dataclasses import dataclass

from corpus.settings import Settings
from index.encode.choose import encoder_for_serving
from index.rerank.cross_encoder import CrossEncoderReranker
from index.rerank.model import PACKAGED_RERANKER, OnnxReranker
from index.store import open_index
from index.store.protocol import View
from index.types import Embedder, Key, Reranker
from service.answers.calibration import Calibration, calibration_for


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation with what encodes questions for it and what reads its sentences."""

    generation: View
    embedder: Embedder
    reranker: Reranker | None

    @property
    def calibration(self) -> Calibration:
        """Return what turns its scores into probabilities."""
        return calibration_for(self.reranker.identity.name if self.reranker else None)

    def warm_up(self) -> None:
        """Load the models, so that the first question is as quick as the next.

        Raises:
            SettingError: when a model's files cannot be loaded.
        """
        self.embedder.encode(["warm up"])
        if self.reranker is not None:
            key = Key("warm up", 1)
            self.reranker.score("warm up", [key], {key: "warm up"})


def open_all(
    settings: Settings,
    embedder: Embedder | None,
    reranker: Reranker | None,
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
            before.reranker if before else reranker or reranker_for(settings),
        )
        if warm:
            opened.warm_up()
    except Exception:
        generation.close()
        raise
    return opened


def reranker_for(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name, or None where they leave it out."""
    if settings.reranker == "none":
        return None
    if settings.reranker:
        return CrossEncoderReranker(settings.reranker, settings.device, settings.reranker_threads)
    return OnnxReranker(PACKAGED_RERANKER, settings.reranker_threads)
