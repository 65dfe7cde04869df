"""Models in eight bits: each row of a matrix with a scale, other tensors in 16 bits."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from training.pack.parts import packed

_BYTES_A_FILE = 8 * 2**20
_FILES = ("config.json", "tokenizer.json")
_SCALE = "scale of "
# The masked language model's rest; what is trained here has a head of its own.
_UNUSED = ("pooler.", "position_ids")


def in_eight_bits(matrix: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return a matrix as bytes, and a scale for each row: the largest number becomes 127."""
    scale = np.abs(matrix).max(axis=1, keepdims=True).astype(np.float32) / 127
    scale = np.maximum(scale, np.float32(1e-12))
    return np.rint(matrix / scale).astype(np.int8), scale


def packed_student(layers: int) -> str:
    """Return the name of the file of weights that a student of so many layers starts from."""
    return f"student-{layers}.safetensors"


def write_model(name: str, model: Path, out: Path) -> list[Path]:
    """Write a model's configuration, tokenizer and weights as ``NAME.…`` files."""
    files = []
    for file in _FILES:
        files.append(out / f"{name}.{file}")
        shutil.copyfile(model / file, files[-1])
    for number, tensors in enumerate(_bundles(model / "model.safetensors"), start=1):
        files.append(out / f"{name}.weights-{number:02d}.npz")
        np.savez_compressed(files[-1], **tensors)
    return files


def _bundles(weights: Path) -> Iterator[dict[str, Any]]:
    """Yield the tensors in bundles of a few megabytes, a larger tensor by itself."""
    bundle: dict[str, Any] = {}
    size = 0
    with safe_open(str(weights), framework="pt") as stored:
        for name in stored.keys():  # noqa: SIM118 - it has no other way to go through them
            if any(part in name for part in _UNUSED):
                continue
            tensor = stored.get_tensor(name).float().numpy()
            if tensor.ndim == 2:
                bundle[name], bundle[_SCALE + name] = in_eight_bits(tensor)
            else:
                bundle[name] = tensor.astype(np.float16)
            size += bundle[name].nbytes
            if size >= _BYTES_A_FILE:
                yield bundle
                bundle, size = {}, 0
    if bundle:
        yield bundle


def unpacked_model(name: str, pack: Path) -> Path:
    """Return the folder of a packed model; make it in the pack when it is not there yet."""
    folder = pack / "models" / name
    weights = folder / "model.safetensors"
    if weights.is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for file in _FILES:
        shutil.copyfile(packed(pack, f"{name}.{file}")[0], folder / file)
    state: dict[str, torch.Tensor] = {}
    for path in packed(pack, f"{name}.weights-*.npz"):
        with np.load(path) as stored:
            for tensor in stored.files:
                if not tensor.startswith(_SCALE):
                    value = stored[tensor].astype(np.float32)
                    if _SCALE + tensor in stored.files:
                        value *= stored[_SCALE + tensor]
                    state[tensor] = torch.from_numpy(value)
    part = folder / "model.safetensors.part"
    save_file(state, str(part), metadata={"format": "pt"})
    part.replace(weights)
    return folder
