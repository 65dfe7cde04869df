"""Models that compute once what both stores ask of them, so that a comparison takes half as long.

Equal input gives equal output: the models read each text by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from index.rerank.protocol import Reading, Reranker
from index.types import Embedder, Key, ModelIdentity, RerankResult, Vectors

Results = dict[Key, RerankResult]


class RememberingEmbedder:
    """Encodes the same texts once."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an encoder."""
        self._embedder = embedder
        self._known: dict[tuple[str, ...], Vectors] = {}

    @property
    def identity(self) -> ModelIdentity:
        """Return the identity of the model."""
        return self._embedder.identity

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of texts; see ``Embedder.encode``."""
        texts = tuple(texts)
        if texts not in self._known:
            self._known[texts] = self._embedder.encode(texts, done)
        return self._known[texts]

    def parts(self, text: str) -> list[str]:
        """Split a text; see ``Embedder.parts``."""
        return self._embedder.parts(text)


class RememberingReranker:
    """Reads the same sentences with the same question once."""

    def __init__(self, reranker: Reranker) -> None:
        """Wrap a reranker."""
        self._reranker = reranker
        self._known: dict[tuple[object, ...], Results] = {}

    @property
    def identity(self) -> ModelIdentity:
        """Return the identity of the model."""
        return self._reranker.identity

    def score(self, question: str, keys: Iterable[Key], sentences: Mapping[Key, str]) -> Results:
        """Return the result of each candidate."""
        return self.score_all([Reading(question, tuple(keys), sentences)])[0]

    def score_all(self, readings: Sequence[Reading]) -> list[Results]:
        """Return the results of each question."""
        return [self._read(one) for one in readings]

    def _read(self, one: Reading) -> Results:
        asked = (one.question, one.keys, tuple(sorted(one.sentences.items())))
        if asked not in self._known:
            (self._known[asked],) = self._reranker.score_all([one])
        return self._known[asked]
