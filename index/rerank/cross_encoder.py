"""Use a cross-encoder of sentence-transformers as the reranker."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.errors import SettingError
from index.encode.sentence_transformer import (
    folder_sha256,
    model_folder,
    not_installed,
    offline,
)
from index.rerank.protocol import Reading
from index.types import Key, ModelIdentity, RerankResult

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """Scores each sentence alone with the question; marks no answer spans."""

    def __init__(self, model: str, device: str, threads: int) -> None:
        """Find the model's folder; the first call of ``score`` loads the model.

        Args:
            model: folder of the model, or its name in the local cache.
            device: torch device.
            threads: threads of torch.

        Raises:
            SettingError: when the model is not on this machine.
        """
        self._folder = model_folder(model, "PINCITE_RERANKER")
        self.identity = ModelIdentity(model, folder_sha256(self._folder))
        self._device = device
        self._threads = threads
        self._lock = threading.Lock()
        self._model: CrossEncoder | None = None

    def score(
        self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]
    ) -> dict[Key, RerankResult]:
        """Return the result of each candidate; its relevance is the model's score.

        Raises:
            SettingError: when the model cannot be loaded, or gives several scores per pair.
        """
        wanted = list(keys)
        if not wanted:
            return {}
        with self._lock:
            model = self._model or self._load()
            scores = model.predict(
                [(question, sentences[key]) for key in wanted], show_progress_bar=False
            )
        if scores.ndim != 1:
            raise SettingError(
                f"the reranker in {self._folder} gives {scores.shape[1]} scores a pair: "
                "set PINCITE_RERANKER to a cross-encoder that gives one"
            )
        return {key: RerankResult(float(score)) for key, score in zip(wanted, scores, strict=True)}

    def score_all(self, readings: Sequence[Reading]) -> list[dict[Key, RerankResult]]:
        """Return the results of each question, as ``score``."""
        return [self.score(one.question, one.keys, one.sentences) for one in readings]

    def _load(self) -> "CrossEncoder":
        try:
            offline()
            import torch
            from sentence_transformers import CrossEncoder
        except ModuleNotFoundError as error:
            raise not_installed("the reranker", error) from error

        torch.set_num_threads(self._threads)
        try:
            model: CrossEncoder = CrossEncoder(
                str(self._folder), device=self._device, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SettingError(
                f"the reranker in {self._folder} cannot be loaded on {self._device}: {error}: "
                "check PINCITE_RERANKER"
            ) from error
        self._model = model
        return model
