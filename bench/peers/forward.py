"""The bare forward pass of our encoder: the limit of what answering a question can cost."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.settings import load_settings
from index.encode.choose import encoder_for_serving
from index.store import open_index


class Forward:
    """The encoder of an index: tokenizer and network, and nothing else."""

    def __init__(self, index: Path) -> None:
        settings = load_settings(index=index)
        self.embedder = encoder_for_serving(settings, open_index(index), None)
        self.encode(["warm up"])

    def encode(self, texts: Sequence[str]) -> Any:
        """Return a unit vector a text."""
        return self.embedder.encode(texts)

    def ask(self, question: str) -> Any:
        """Encode one question."""
        return self.encode([question])

    def ask_all(self, questions: Sequence[str]) -> list[Any]:
        """Encode questions together."""
        return [len(vector) for vector in self.encode(questions)]

    def prepare(self, _folder: Path) -> None:
        """Do nothing: it is loaded."""

    def build(self, _corpus: Path, sentences: Sequence[str], _folder: Path) -> None:
        """Encode the sentences."""
        self.encode(sentences)
