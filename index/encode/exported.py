"""Run an exported encoder with onnxruntime.

A build puts the network into the generation: the packaged one (``index.encode.packaged``), or an
export of another model (``index.encode.export``). So the same network encodes sentences and
questions, and a service does not need torch.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.command_line import build_command
from corpus.errors import IndexDamaged
from index.encode.onnx import Network
from index.encode.parts import cut
from index.types import ModelIdentity, Vectors

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

NETWORK, TOKENIZER, DESCRIPTION = "network.onnx", "tokenizer.json", "encoder.json"


@dataclass(frozen=True, slots=True)
class Description:
    """The properties of an exported encoder that its other files lack.

    Attributes:
        inputs: names of the network's inputs, which are those of the tokenizer's outputs.
        longest: token limit of a text, special tokens included.
        dimension: length of a vector.
    """

    inputs: tuple[str, ...]
    longest: int
    dimension: int

    def save(self, folder: Path) -> None:
        """Write the description to the folder of the network."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Description":
        """Read a description that ``save`` wrote."""
        content = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return cls(tuple(content["inputs"]), content["longest"], content["dimension"])


class OnnxEmbedder:
    """An exported encoder; safe to share between threads."""

    def __init__(self, folder: Path, identity: ModelIdentity, threads: int) -> None:
        """Load the encoder.

        Args:
            folder: of the export.
            threads: number of texts that are encoded at the same time.

        Raises:
            IndexDamaged: when a file cannot be loaded.
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
                f"the encoder in {folder} cannot be loaded", build_command(folder.parent.parent)
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._about.longest)
        self._threads = threads

    @cached_property
    def _untruncated(self) -> "Tokenizer":
        """The tokenizer without truncation, loaded on first use; only builds need it."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return one unit vector for each text, in order; shape (len(texts), dimension).

        Each text is a run of its own. In int8 the activations of a run share one scale, so the
        vector of a text in a batch would depend on the other texts. One text per core is as
        fast as batches of sixteen without padding.

        Args:
            done: called with the number of texts encoded since the last call.
        """
        vectors = np.empty((len(texts), self._about.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        # The longest texts come first, so the threads end at about the same time.
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
        """Split a text that exceeds the token limit; return other texts as one part."""
        limit = self._about.longest - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        # In ASCII a word piece has at least one character; in other scripts it may have less.
        if limit <= 0 or (text.isascii() and len(text) <= limit):
            return [text]
        encoding = self._untruncated.encode(text, add_special_tokens=False)
        return cut(text, encoding.offsets, encoding.word_ids, limit)
