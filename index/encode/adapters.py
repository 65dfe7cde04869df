"""Find the adapter of the encoder: the files of a LoRA adapter in PEFT's format."""

import hashlib
from pathlib import Path

from corpus.errors import SettingError
from corpus.files import file_sha256
from index.types import AdapterIdentity

PACKAGED_ADAPTER = Path(__file__).parent / "adapter"
_PACKAGED_NAME, _WITHOUT = "pincite-adapter", "none"
_FILES = ("adapter_config.json", "adapter_model.safetensors")


def adapter_folder(adapter: str, model: str) -> Path | None:
    """Return the folder of the adapter that two settings name; None without an adapter.

    Args:
        adapter: folder of the adapter, "none", or "" for the packaged one, which only the
            packaged model has.
        model: the setting of the model; "" for the packaged one.

    Raises:
        SettingError: when the folder does not hold an adapter.
    """
    if adapter == _WITHOUT or (model and not adapter):
        return None
    folder = Path(adapter) if adapter else PACKAGED_ADAPTER
    for name in _FILES:
        if not (folder / name).is_file():
            raise SettingError(
                f"there is no LoRA adapter in {folder}: {name} is missing: set PINCITE_ADAPTER "
                f"to a folder that PEFT wrote, or to {_WITHOUT}"
            )
    return folder


def adapter_identity(adapter: str, model: str) -> AdapterIdentity | None:
    """Return the identity of the adapter in ``adapter_folder``; None without an adapter."""
    folder = adapter_folder(adapter, model)
    if folder is None:
        return None
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update(f"{name}\0{file_sha256(folder / name)}\n".encode())
    return AdapterIdentity(adapter or _PACKAGED_NAME, digest.hexdigest())
