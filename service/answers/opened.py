"""Open a generation of the index together with its models."""

import time
from dataclasses import dataclass

from corpus.errors import PinciteError
from corpus.settings import Settings
from index.encode.choose import encoder_for_serving
from index.rerank.cross_encoder import CrossEncoderReranker
from index.rerank.model import PACKAGED_RERANKER, OnnxReranker
from index.rerank.protocol import Reranker
from index.store import open_index
from index.store.protocol import View
from index.types import Embedder, Key
from service.answers.index_info import IndexInfo
from service.answers.verdict.calibration import Calibration, calibration_for

_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 2.0, 300.0


@dataclass(frozen=True, slots=True)
class Opened:
    """An open generation with its encoder and its reranker."""

    generation: View
    embedder: Embedder
    reranker: Reranker | None

    @property
    def calibration(self) -> Calibration:
        """Return the model that turns its scores into probabilities."""
        return calibration_for(self.reranker.identity.name if self.reranker else None)

    @property
    def info(self) -> IndexInfo:
        """Return the index and the models, as answers name them."""
        manifest = self.generation.manifest
        reranker = self.reranker.identity if self.reranker else None
        return IndexInfo(
            manifest.generation,
            manifest.fingerprint,
            manifest.passages,
            manifest.model,
            reranker.name if reranker else None,
            manifest.model_sha256,
            manifest.adapter,
            manifest.adapter_sha256,
            reranker.sha256 if reranker else None,
        )

    def warm_up(self) -> None:
        """Load the models, so that the first question is as fast as later ones.

        Raises:
            SettingError: when a model's files cannot be loaded.
        """
        self.embedder.encode(["warm up"])
        if self.reranker is not None:
            key = Key("warm up", 1)
            self.reranker.score("warm up", [key], {key: "warm up"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed attempt to open a generation.

    Attributes:
        pointer: the pointer of the index at the attempt; None if there was none.
        reason: the reason for clients.
        cause: the reason for the log.
        wait: seconds between this attempt and the next.
        until: time of the next attempt, on the monotonic clock.
        is_repeated: whether the attempt before failed for the same cause.
    """

    pointer: str | None
    reason: str
    cause: str
    wait: float
    until: float
    is_repeated: bool

    @classmethod
    def of(cls, pointer: str | None, error: Exception, before: "Failure | None") -> "Failure":
        """Return the failure of an attempt, which doubles the wait of the one before."""
        again = before if before and before.pointer == pointer else None
        wait = min(2 * again.wait, _LONGEST_WAIT_SECONDS) if again else _FIRST_WAIT_SECONDS
        known = isinstance(error, PinciteError)
        cause = str(error) if known else repr(error)
        kind = type(error).__name__
        reason = cause if known else f"the index cannot be opened ({kind}): see the service's log"
        until = time.monotonic() + wait
        return cls(pointer, reason, cause, wait, until, bool(again and again.cause == cause))


def open_all(
    settings: Settings,
    embedder: Embedder | None,
    reranker: Reranker | None,
    *,
    before: Opened | None,
    warm: bool,
) -> Opened:
    """Open the current generation of the index and its models.

    Args:
        embedder: the encoder; the one of the generation when None.
        reranker: the reranker; the one of the settings when None.
        before: the generation that serves; its models are reused when they are the same.
        warm: load the models now.

    Raises:
        IndexProblem: when the index cannot be opened.
        SettingError: when a model cannot be loaded.
    """
    generation = open_index(settings, embedder.identity if embedder else None)
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
    """Return the reranker of the settings, or None when the setting is "none"."""
    if settings.reranker == "none":
        return None
    if settings.reranker:
        return CrossEncoderReranker(settings.reranker, settings.device, settings.reranker_threads)
    return OnnxReranker(PACKAGED_RERANKER, settings.reranker_threads)
