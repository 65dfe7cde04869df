"""The exported encoder: a sentence-transformers model's own weights, run by onnxruntime.

A build writes it into the generation (``index.encode.export``), so that questions are encoded by
what made the vectors, and nothing that answers needs torch.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import IndexDamaged
from index.encode.onnx import Network
from index.encode.sentence_transformer import cut
from index.types import ModelIdentity, Vectors

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

NETWORK, TOKENIZER, DESCRIPTION = "network.onnx", "tokenizer.json", "encoder.json"


@dataclass(frozen=True, slots=True)
class Description:
    """What has to be known of an exported encoder besides its files.

    Attributes:
        inputs: names of the network's inputs, as its tokenizer calls them.
        longest: most tokens that it reads of a text, special ones included.
        dimension: length of a vector.
    """

    inputs: tuple[str, ...]
    longest: int
    dimension: int

    def save(self, folder: Path) -> None:
        """Write it beside the network."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Description":
        """Read what ``save`` wrote."""
        content = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return cls(tuple(content["inputs"]), content["longest"], content["dimension"])


class OnnxEmbedder:
    """An exported encoder, loaded when it is made; safe to share between threads."""

    def __init__(self, folder: Path, identity: ModelIdentity, threads: int) -> None:
        """Load the encoder.

        Args:
            folder: what ``index.encode.export`` wrote.
            threads: texts that are encoded at the same time where several are given.

        Raises:
            IndexDamaged: when its files cannot be loaded.
        """
        from tokenizers import Tokenizer

        self.identity = identity
        self.folder = folder
        try:
            self._about = Description.load(folder)
            self._network = Network(folder / NETWORK)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own
            raise IndexDamaged(
                f"the encoder in {folder} cannot be loaded: run python build_index.py"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._about.longest)
        self._threads = threads

    @cached_property
    def _whole(self) -> "Tokenizer":
        """The tokenizer that cuts nothing off, from a file of its own: builds alone need it."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return a unit vector a text, in order; shape (len(texts), dimension).

        Each text is run alone: in eight bits numbers are rounded by the largest of a run, so
        that in a batch a sentence's vector would depend on its company, and no time is lost:
        two at a time on two cores are as quick as batches of sixteen without padding.
        """
        vectors = np.empty((len(texts), self._about.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        # The longest first, so that the threads end together.
        order = sorted(range(len(texts)), key=lambda at: -len(encodings[at].ids))

        def run(at: int) -> None:
            vectors[at] = self._vector(encodings[at])

        for _ in self._each(run, order):
            if done:
                done(1)
        return vectors

    def _each(self, run: Callable[[int], None], order: Sequence[int]) -> Iterable[None]:
        if len(order) < 2 or self._threads < 2:
            yield from map(run, order)
            return
        with ThreadPoolExecutor(self._threads, thread_name_prefix="encoder") as pool:
            yield from pool.map(run, order)

    def _vector(self, encoding: "Encoding") -> Vectors:
        known = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        inputs = {name: np.array([known[name]], dtype=np.int64) for name in self._about.inputs}
        vector: Vectors = self._network(inputs)[0]
        return vector

    def parts(self, text: str) -> list[str]:
        """Return a text in parts that the encoder reads whole: one, unless it is long."""
        limit = self._about.longest - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        # A word piece holds a character or more; of other scripts one may make several.
        if limit <= 0 or (text.isascii() and len(text) <= limit):
            return [text]
        encoding = self._whole.encode(text, add_special_tokens=False)
        return cut(text, encoding.offsets, encoding.word_ids, limit)
