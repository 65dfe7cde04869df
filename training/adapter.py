"""The sentence encoder with an adapter, as it is trained: from tokens to unit vectors."""

from collections.abc import Sequence
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from index.build.neighbours import WINDOW_WEIGHT
from training.network import HALF
from training.stretches import Tokens

Weights = dict[str, torch.Tensor]

RANK, ALPHA = 32, 64
TARGETS = (
    *("query", "key", "value", "attention.output.dense"),
    *("intermediate.dense", "output.dense"),
)
TOKENS_AT_A_TIME = {"cpu": 1024, "cuda": 65_536}  # what fits a core's cache, and a device


class Encoder:
    """The default model with an adapter, from tokens to unit vectors.

    The adapter is added to the weights once a step, in 32 bits; what reads texts is the plain
    model with these weights, in half the bits where the processor has them.
    """

    def __init__(self, model: Path, start: Path | None, device: str) -> None:
        """Add an adapter to the default model.

        Args:
            model: folder of the default model.
            start: folder of the adapter to train on; a new one when None.
        """
        folder = str(model)
        base = AutoModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False)
        if start:
            self.peft = PeftModel.from_pretrained(base, str(start), is_trainable=True)
        else:
            config = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=list(TARGETS))
            self.peft = get_peft_model(base, config)
        self.peft.float().to(device)
        self.device = device
        self._network = AutoModel.from_pretrained(
            folder,
            attn_implementation="eager" if device == "cpu" else "sdpa",
            # Drawing random numbers for dropout takes most of a step on a CPU.
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            local_files_only=True,
            add_pooling_layer=False,
        )
        self._network.requires_grad_(requires_grad=False)
        self._network.to(device, HALF[device])
        self._layers = {
            name.removeprefix("base_model.model."): module
            for name, module in self.peft.named_modules()
            if hasattr(module, "lora_A")
        }

    def adapted(self) -> Weights:
        """Return the weights of the matrices that the adapter changes."""
        return {
            f"{name}.weight": (
                layer.base_layer.weight + layer.get_delta_weight(layer.active_adapters[0])
            ).to(HALF[self.device])
            for name, layer in self._layers.items()
        }

    def vectors(self, texts: Sequence[Tokens], weights: Weights) -> torch.Tensor:
        """Return unit vectors of shape (texts, dimension), in order.

        Args:
            weights: those of ``adapted``; none for the model without adapter.
        """
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts, batch = [], list[int]()
        for at in order:
            if batch and (len(batch) + 1) * len(texts[at]) > TOKENS_AT_A_TIME[self.device]:
                parts.append(self._run([texts[one] for one in batch], weights))
                batch = []
            batch.append(at)
        parts.append(self._run([texts[one] for one in batch], weights))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back.to(self.device)]

    def _run(self, texts: Sequence[Tokens], weights: Weights) -> torch.Tensor:
        ids = nn.utils.rnn.pad_sequence([torch.tensor(one) for one in texts], batch_first=True)
        lengths = torch.tensor([len(one) for one in texts])
        mask = torch.arange(ids.shape[1])[None] < lengths[:, None]
        ids, mask = ids.to(self.device), mask.to(self.device)
        inputs = {"input_ids": ids, "attention_mask": mask.long()}
        hidden = torch.func.functional_call(self._network, weights, (), inputs).last_hidden_state
        total = (hidden.float() * mask[..., None]).sum(1)
        return functional.normalize(total / mask.sum(1, keepdim=True), dim=1)

    def save(self, folder: Path) -> None:
        """Write the adapter in PEFT's format, in 16 bits."""
        half = {
            name: value.half() for name, value in self.peft.state_dict().items() if "lora" in name
        }
        self.peft.save_pretrained(str(folder), state_dict=half)


def with_neighbours(vectors: torch.Tensor) -> torch.Tensor:
    """Return the window vectors of ``index.build.neighbours``, for training."""
    pooled = vectors.clone()
    pooled[1:] = pooled[1:] + vectors[:-1]
    pooled[:-1] = pooled[:-1] + vectors[1:]
    pooled = functional.normalize(pooled, dim=1)
    return functional.normalize((1 - WINDOW_WEIGHT) * vectors + WINDOW_WEIGHT * pooled, dim=1)
