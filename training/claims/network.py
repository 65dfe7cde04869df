"""The support network: the reranker's transformer with another layer on top."""

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from index.encode.sentence_transformer import packaged_model_folder
from index.rerank.pairs import Pair, PairMaker, PairWindow
from training.claims.pairs import NOT_SUPPORTS, SUPPORTS
from training.network import Network, load, student

OUTPUTS = 3


def support_network(start: Path | None, dropout: float) -> Network:
    """Return a network of nine numbers a token: three for each of [CLS], claim and sentence.

    Args:
        start: folder of a reranker's weights.
    """
    network = student(packaged_model_folder(), dropout=dropout)
    if start:
        load(network, start)
    network.head = nn.Linear(network.transformer.config.hidden_size, 3 * OUTPUTS)
    nn.init.normal_(network.head.weight, std=0.02)
    nn.init.zeros_(network.head.bias)
    return network


def scores(network: Network, windows: Sequence[PairWindow]) -> torch.Tensor:
    """Return the three numbers of each window; shape (windows, 3)."""
    longest = max(len(window.ids) for window in windows)

    def filled(rows: Sequence[Sequence[int]]) -> torch.Tensor:
        return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])

    tokens = network(
        filled([window.ids for window in windows]),
        filled([[1] * len(window.ids) for window in windows]),
        filled([window.types for window in windows]),
    ).float()
    at = torch.arange(longest)[None]

    def mean(spans: Sequence[tuple[int, int]], first: int) -> torch.Tensor:
        ends = torch.tensor(spans)
        inside = ((at >= ends[:, :1]) & (at < ends[:, 1:])).float()
        sums = (tokens[..., first : first + OUTPUTS] * inside[..., None]).sum(1)
        means: torch.Tensor = sums / inside.sum(1, keepdim=True).clamp_min(1)
        return means

    found: torch.Tensor = (
        tokens[:, 0, :OUTPUTS]
        + mean([window.claim for window in windows], OUTPUTS)
        + mean([window.sentence for window in windows], 2 * OUTPUTS)
    )
    return found


def loss(found: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean loss; a label may be that one of two is right."""
    logs = functional.log_softmax(found, 1)
    known = labels < NOT_SUPPORTS
    either = torch.logsumexp(logs[:, SUPPORTS + 1 :], 1)
    right = logs.gather(1, labels.clamp_max(OUTPUTS - 1)[:, None])[:, 0]
    return -torch.where(known, right, either).mean()


def batches(
    pairs: Sequence[tuple[Pair, int]], maker: PairMaker, size: int, chance: random.Random
) -> Iterator[tuple[list[PairWindow], torch.Tensor]]:
    """Yield windows of similar length with their labels."""
    windows = maker.windows([pair for pair, _ in pairs])
    # Windows of similar length need little padding; sixteen batches at a time are sorted.
    for first in range(0, len(windows), 16 * size):
        some = sorted(
            range(first, min(first + 16 * size, len(windows))),
            key=lambda row: len(windows[row].ids),
        )
        parts = [some[at : at + size] for at in range(0, len(some), size)]
        chance.shuffle(parts)
        for part in parts:
            yield [windows[row] for row in part], torch.tensor([pairs[row][1] for row in part])


def maker() -> PairMaker:
    """Return the maker of windows with the default model's tokenizer."""
    return PairMaker(Tokenizer.from_file(str(packaged_model_folder() / "tokenizer.json")))


def predict(network: Network, pairs: Sequence[Pair], size: int = 32) -> torch.Tensor:
    """Return the three numbers of each pair."""
    network.eval()
    windows = maker().windows(pairs)
    order = sorted(range(len(windows)), key=lambda row: len(windows[row].ids))
    found = torch.zeros(len(windows), OUTPUTS)
    with torch.no_grad():
        for first in range(0, len(order), size):
            part = order[first : first + size]
            found[part] = scores(network, [windows[row] for row in part])
    return found


def elapsed(since: float) -> float:
    """Return the minutes since a time."""
    return (time.monotonic() - since) / 60
