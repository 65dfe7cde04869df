"""The losses that the adapter of the sentence encoder learns from, and the loop.

A step embeds whole stretches of documents and the queries that they answer, and
scores them as the product does, neighbours included. The loss is the softmax of
the right sentences over all sentences of the step, and over those of the stretch.
A second loss holds the similarities that the model without adapter gives to long
passages and statements, so that it keeps what it knew.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional

from training.adapter import Encoder, Weights, with_neighbours
from training.lines import Lines
from training.stretches import Stretch, Stretches, Tokens

TEMPERATURE = 0.05
_STEPS_A_CHECKPOINT = 25
_STEPS_A_LINE = 10


def retrieval_loss(
    encoder: Encoder, weights: Weights, batch: Sequence[Stretch]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of some stretches, and how often the right sentence of one came first."""
    vectors = encoder.vectors([one for stretch in batch for one in stretch.sentences], weights)
    lengths = [len(stretch.sentences) for stretch in batch]
    windows = torch.cat([with_neighbours(part) for part in vectors.split_with_sizes(lengths)])
    queries = encoder.vectors(
        [query.tokens for stretch in batch for query in stretch.queries], weights
    )
    shape = (len(queries), len(windows))
    right, partly, inside = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    row = first = 0
    for stretch, length in zip(batch, lengths, strict=True):
        for query in stretch.queries:
            inside[row, first : first + length] = True
            right[row, [first + at for at in query.right]] = True
            partly[row, [first + at for at in query.partly - query.right]] = True
            row += 1
        first += length
    right, partly, inside = (one.to(encoder.device) for one in (right, partly, inside))
    scores = (queries @ windows.T / TEMPERATURE).masked_fill(partly, -1e9)
    near = scores.masked_fill(~inside, -1e9)
    found = torch.logsumexp(scores.masked_fill(~right, -1e9), 1)
    loss = torch.stack([(torch.logsumexp(one, 1) - found).mean() for one in (scores, near)]).mean()
    with torch.no_grad():
        first_right = right.gather(1, near.argmax(1, keepdim=True)).float().mean()
    return loss, first_right


@dataclass(frozen=True, slots=True)
class Held:
    """Texts without labels, and their vectors by the model without adapter."""

    passages: list[Tokens]
    statements: list[Tokens]
    of_passages: torch.Tensor
    of_statements: torch.Tensor

    @classmethod
    def of(cls, encoder: Encoder, passages: list[Tokens], statements: list[Tokens]) -> "Held":
        """Encode the texts."""
        with torch.no_grad():
            both = encoder.vectors(passages, {}), encoder.vectors(statements, {})
        return cls(passages, statements, *both)

    def loss(
        self, encoder: Encoder, weights: Weights, passages: int, statements: int
    ) -> torch.Tensor:
        """Return how far similarities are from those of the model without adapter.

        Source: the pairwise similarities as what to hold, Park and others (2019),
        "Relational Knowledge Distillation"; here in units of the temperature.

        Args:
            passages, statements: how many are drawn.
        """
        some = torch.randperm(len(self.passages))[:passages]
        others = torch.randperm(len(self.statements))[:statements]
        texts = [
            *(self.passages[at] for at in some.tolist()),
            *(self.statements[at] for at in others.tolist()),
        ]
        after = encoder.vectors(texts, weights)
        before = torch.cat([self.of_passages[some], self.of_statements[others]])
        now, then = after @ after.T / TEMPERATURE, before @ before.T / TEMPERATURE
        count = len(some)
        # A statement as a query, and the passages as what it finds.
        found = functional.kl_div(
            functional.log_softmax(now[count:, :count], 1),
            functional.softmax(then[count:, :count], 1),
            reduction="batchmean",
        )
        return (now - then).square().mean() + found


@dataclass(frozen=True, slots=True)
class Plan:
    """How the adapter is trained.

    Attributes:
        out: folder of the adapter.
        steps: at most; as many as there is time for when None.
        rate: highest rate of learning.
        sentences: of a step, at least.
        hold: weight of the second loss.
        held_passages, held_statements: of a step.
    """

    out: Path
    minutes: float = 20
    steps: int | None = None
    rate: float = 6e-4
    sentences: int = 900
    hold: float = 1.0
    held_passages: int = 64
    held_statements: int = 192


def train(encoder: Encoder, drawn: Stretches, held: Held, plan: Plan) -> int:
    """Train until the time or the steps are over; keep checkpoints; return the steps."""
    adapter = [one for one in encoder.peft.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(adapter, lr=plan.rate, weight_decay=0.01)
    plan.out.mkdir(parents=True, exist_ok=True)
    lines = Lines(_STEPS_A_LINE)
    started = time.monotonic()
    step = 0
    for batch in drawn.batches(plan.sentences):
        done = (time.monotonic() - started) / (60 * plan.minutes)
        done = max(done, step / plan.steps if plan.steps else 0.0)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(done / 0.06, (1 - done) / 0.94)
        weights = encoder.adapted()
        loss, right = retrieval_loss(encoder, weights, batch)
        figures = {"retrieval": loss.detach(), "right": right}
        if plan.hold:
            kept = held.loss(encoder, weights, plan.held_passages, plan.held_statements)
            figures["held"] = kept.detach()
            loss = loss + plan.hold * kept
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(adapter, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        lines.add(figures)
        step += 1
        if step % _STEPS_A_CHECKPOINT == 0:
            encoder.save(plan.out)
    encoder.save(plan.out)
    lines.end()
    return step
