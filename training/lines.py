"""The figures of a training, a line of means every few steps."""

import json
import time

import torch


class Lines:
    """Adds up figures where they are, and asks the device for them once a line."""

    def __init__(self, steps: int) -> None:
        """Start the clock; print a line every so many steps."""
        self._steps = steps
        self._started = time.monotonic()
        self._totals: dict[str, torch.Tensor] = {}
        self._step = 0

    def add(self, figures: dict[str, torch.Tensor]) -> None:
        """Add the figures of a step."""
        for name, figure in figures.items():
            before = self._totals.get(name)
            self._totals[name] = figure if before is None else before + figure
        self._step += 1
        if self._step % self._steps == 0:
            means = {
                name: round(float(sum_) / self._steps, 3) for name, sum_ in self._totals.items()
            }
            self._print(means)
            self._totals = {}

    def end(self) -> None:
        """Print how many steps there were."""
        self._print({})

    def _print(self, means: dict[str, float]) -> None:
        seconds = round(time.monotonic() - self._started)
        print(json.dumps({"step": self._step, "seconds": seconds} | means), flush=True)
