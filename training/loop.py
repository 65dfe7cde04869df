"""The loop that teacher and students share: batches, rates of learning, averages, lines."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import nn

from training.batches import Batch
from training.lines import Lines
from training.loss import Figures, Loss
from training.network import HALF, Network, save

HEAD_RATE = 5.0
"""The new layer's rate of learning, as a multiple of the transformer's."""
_WARM_UP = 0.05
_AVERAGE = 0.995
_STEPS_A_LINE, _STEPS_A_CHECKPOINT = 25, 100


class Learner:
    """A network with its optimiser, its schedule, and the running average of its weights."""

    def __init__(
        self, network: Network, rate: float, *, frozen_layers: int = 0, layer_decay: float = 1.0
    ) -> None:
        """Set up the optimiser.

        Args:
            rate: highest rate of learning, of the last layer.
            frozen_layers: lowest layers that stay as they are.
            layer_decay: the rate of each layer as a multiple of that of the layer above.
        """
        self.network = network
        layers = network.transformer.encoder.layer
        layers[:frozen_layers].requires_grad_(requires_grad=False)
        # What learns is kept in 32 bits; the network works with a copy in half of them.
        self._weights = {
            name: nn.Parameter(one.detach().float().clone())
            for name, one in network.named_parameters()
            if one.requires_grad
        }
        self._kept = {
            name: value.detach().clone()
            for name, value in network.state_dict().items()
            if name not in self._weights
        }
        network.to(HALF[next(network.parameters()).device.type])
        working = dict(network.named_parameters())
        self._working: list[torch.Tensor] = [working[name] for name in self._weights]
        groups = []
        for name, one in self._weights.items():
            highest = rate
            if name.startswith("head."):
                highest = rate * HEAD_RATE
            elif ".layer." in name:
                highest = rate * layer_decay ** (len(layers) - 1 - int(name.split(".")[3]))
            groups.append({"params": [one], "highest": highest})
        self._optimizer = torch.optim.AdamW(
            groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True
        )
        self._average = {name: one.detach().clone() for name, one in self._weights.items()}
        self._steps = 0

    def step(self, loss: torch.Tensor, done: float) -> None:
        """Take a step; ``done`` is the share of the training that is over."""
        for group in self._optimizer.param_groups:
            group["lr"] = group["highest"] * min(done / _WARM_UP, (1 - done) / (1 - _WARM_UP))
        torch.autograd.backward(loss)
        for working, one in zip(self._working, self._weights.values(), strict=True):
            one.grad = None if working.grad is None else working.grad.float()
            working.grad = None
        nn.utils.clip_grad_norm_(self._weights.values(), 1.0)
        self._optimizer.step()
        self._steps += 1
        kept = min(_AVERAGE, 1 - 1 / (self._steps + 1))  # the first steps are soon forgotten
        with torch.no_grad():
            # All weights in a few calls, which a device waits for less.
            weights: list[torch.Tensor] = list(self._weights.values())
            torch._foreach_copy_(self._working, weights)
            torch._foreach_lerp_(list(self._average.values()), weights, 1 - kept)

    def save(self, folder: Path) -> None:
        """Write the average of the weights."""
        save(self._kept | self._average, folder)


def run(
    learners: Sequence[Learner],
    losses: Sequence[Loss],
    batches: Iterator[Batch],
    folders: Sequence[Path],
    *,
    minutes: float,
    steps: int | None = None,
) -> int:
    """Train until the time or the steps are over; return how many steps there were.

    Checkpoints are kept and figures printed on the way.

    Args:
        losses: one for each learner.
        batches: on the learners' device.
        folders: of the checkpoints, one for each learner.
        steps: at most; as many as there is time for when None.
    """
    lines = Lines(_STEPS_A_LINE)
    for learner in learners:
        learner.network.train()
    started = time.monotonic()
    step = 0
    while True:
        done = (time.monotonic() - started) / (60 * minutes)
        if steps:
            done = max(done, step / steps)
        if done >= 1:
            break
        batch = next(batches)
        found: Figures = {}
        for number, (learner, loss) in enumerate(zip(learners, losses, strict=True)):
            value, figures = loss(learner.network, batch)
            learner.step(value, done)
            mark = f"{number} " if len(learners) > 1 else ""
            found |= {mark + name: figure for name, figure in figures.items()}
        lines.add(found)
        step += 1
        if step % _STEPS_A_CHECKPOINT == 0:
            _save(learners, folders)
    _save(learners, folders)
    lines.end()
    return step


def _save(learners: Sequence[Learner], folders: Sequence[Path]) -> None:
    for learner, folder in zip(learners, folders, strict=True):
        learner.save(folder)
