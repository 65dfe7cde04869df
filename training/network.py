"""The reranker's network: a transformer with four numbers a token on top.

The students start from the default model. The teacher starts from all-mpnet-base-v2,
whose vocabulary has the same word pieces under other numbers, so that both read the
same windows.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoConfig, AutoModel

from index.rerank.model import END

WEIGHTS = "weights.safetensors"
# bfloat16 is twice as quick where a processor has it, and 25 times slower where it has not.
# An earlier torch does not tell.
_capabilities: Callable[[], dict[str, Any]] = getattr(torch.cpu, "get_capabilities", dict)
HALF = {
    "cpu": torch.bfloat16 if _capabilities().get("avx512_bf16") else torch.float32,
    "cuda": torch.bfloat16,
}
"""The number format to work in, by device; what an optimiser changes is kept in 32 bits beside."""
_SAME = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "[UNK]", "[MASK]": "<mask>"}


class Network(nn.Module):
    """Scores every token of a window."""

    def __init__(self, transformer: Any, numbers: torch.Tensor | None = None) -> None:
        """Put a head on a transformer; its word vectors stay as they are.

        Args:
            numbers: the transformer's number of each word piece of the default model, for a
                transformer with another vocabulary and without types of tokens.
        """
        super().__init__()
        self.transformer: Any = transformer
        self.transformer.embeddings.requires_grad_(requires_grad=False)
        self.numbers: torch.Tensor | None
        self.register_buffer("numbers", numbers, persistent=False)
        self.head = nn.Linear(transformer.config.hidden_size, END + 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return the numbers of ``index.rerank.model``; shape (windows, tokens, 4)."""
        if self.numbers is None:
            found = self.transformer(input_ids=ids, attention_mask=mask, token_type_ids=types)
        else:
            own = torch.where(mask.bool(), self.numbers[ids], 1)
            found = self.transformer(input_ids=own, attention_mask=mask)
        numbers: torch.Tensor = self.head(found.last_hidden_state)
        return numbers


def student(model: Path, layers: int = 6, *, device: str = "cpu", dropout: float = 0.0) -> Network:
    """Return a network with the default model's first, third and fifth layer, or all of them.

    Args:
        model: folder of the default model.
    """
    transformer = _transformer(model, device, dropout)
    if layers < len(transformer.encoder.layer):
        kept = [transformer.encoder.layer[2 * one] for one in range(layers)]
        transformer.encoder.layer = nn.ModuleList(kept)
        transformer.config.num_hidden_layers = layers
    return Network(transformer).to(device)


def teacher(folder: Path, model: Path, *, device: str = "cpu", dropout: float = 0.1) -> Network:
    """Return a network of the model in the folder, all-mpnet-base-v2.

    Args:
        model: folder of the default model, whose word pieces the windows are made of.
    """
    ours, theirs = _vocabulary(model), _vocabulary(folder)
    numbers = torch.zeros(len(ours), dtype=torch.long)
    for piece, at in ours.items():
        numbers[at] = theirs.get(_SAME.get(piece, piece), theirs["[UNK]"])
    return Network(_transformer(folder, device, dropout), numbers).to(device)


def _transformer(folder: Path, device: str, dropout: float) -> Any:
    # Attention written out is quicker in bf16 on a CPU than torch's fused one.
    config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
    attention = "eager" if device == "cpu" or config.model_type == "mpnet" else "sdpa"
    return AutoModel.from_pretrained(
        str(folder),
        config=config,
        attn_implementation=attention,
        add_pooling_layer=False,
        local_files_only=True,
    )


def _vocabulary(folder: Path) -> dict[str, int]:
    content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    found: dict[str, int] = content["model"]["vocab"]
    return found


def save(state: dict[str, torch.Tensor], folder: Path) -> None:
    """Write what training changes, all but the word vectors, in 16 bits."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value.detach().half().cpu().contiguous()
        for name, value in state.items()
        if ".embeddings." not in name and name != "numbers"
    }
    # What a cut-off run leaves is whole.
    save_file(kept, str(folder / f"{WEIGHTS}.part"))
    (folder / f"{WEIGHTS}.part").replace(folder / WEIGHTS)


def layers_in(folder: Path) -> int:
    """Return how many layers the weights in a folder have."""
    return _layers(load_file(str(folder / WEIGHTS)))


def _layers(stored: Iterable[str]) -> int:
    return max(int(name.split(".")[3]) for name in stored if ".layer." in name) + 1


def load(network: Network, path: Path) -> None:
    """Set the network's weights to those that ``save`` wrote; fewer layers take every other one.

    Args:
        path: the file, or the folder that it lies in.

    Raises:
        ValueError: when the file lacks a weight.
    """
    file = path / WEIGHTS if path.is_dir() else path
    stored = load_file(str(file))
    state = network.state_dict()
    layers = len(network.transformer.encoder.layer)
    step = 2 if layers < _layers(stored) else 1
    for name, value in state.items():
        if ".embeddings." in name:
            continue
        parts = name.split(".")
        if ".layer." in name:
            parts[3] = str(int(parts[3]) * step)
        other = ".".join(parts)
        if other not in stored:
            raise ValueError(f"{file} has no {other}: name the folder of a reranker")
        value.copy_(stored[other].float())
