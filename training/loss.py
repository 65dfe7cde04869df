"""What the reranker is trained to make small.

With labels: the right sentences against the others (softmax); whether each sentence
answers (logistic); which answers or that none does (softmax with a nought beside the
candidates); and where the short answer starts and ends (softmax over the tokens of
the right sentence). With a teacher: the same four, its numbers in the labels' place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch.nn import functional

from index.rerank.model import ANSWERS, END, RELEVANCE, START
from index.rerank.windows import SENTENCE_TOKENS
from training.batches import Batch
from training.network import Network

# The reranker learns what to add to the first stage: these weights of the fused score, near
# those of a logistic fit of the first stage alone, are part of what the losses see.
RANKING_FUSED, KNOWING_FUSED, FUSED_IN_DOUBT = 20.0, 8.0, 0.5
_TEMPERATURE = 1.5
_NEVER = -1e9
_LARGEST = 40.0
_HARD = 0.5
"""Weight of the labels beside a teacher."""

Figures = dict[str, torch.Tensor]
Loss = Callable[[Network, Batch], tuple[torch.Tensor, Figures]]


@dataclass(frozen=True, slots=True)
class Scores:
    """What a network says of a batch, with the first stage's scores added.

    Attributes:
        relevance, answers: of each group's candidates; (groups, candidates), _NEVER where
            there are fewer.
        present: where there is a candidate.
        numbers: of every token; (tokens, 4).
    """

    relevance: torch.Tensor
    answers: torch.Tensor
    present: torch.Tensor
    numbers: torch.Tensor


# Nothing in a step asks the device for a number: that would wait for all it has to do.


def numbers_of(network: Network, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Run a network; return the numbers of every token, and their means for each candidate."""
    numbers = torch.cat([network(*chunk).reshape(-1, END + 1) for chunk in batch.chunks]).float()
    own = numbers[batch.tokens]
    sums = own.new_zeros(len(batch.fused), END + 2)
    sums.index_add_(0, batch.candidate, torch.cat([own, torch.ones_like(own[:, :1])], 1))
    return numbers, sums[:, : END + 1] / sums[:, END + 1 :]


def scores_of(network: Network, batch: Batch) -> Scores:
    """Run a network on a batch."""
    numbers, mean = numbers_of(network, batch)
    relevance = mean[:, RELEVANCE] + RANKING_FUSED * batch.fused
    answers = mean[:, ANSWERS] + KNOWING_FUSED * (batch.fused - FUSED_IN_DOUBT)
    present = batch.table >= 0
    at = batch.table.clamp_min(0)
    return Scores(
        relevance[at].masked_fill(~present, _NEVER),
        answers[at].masked_fill(~present, _NEVER),
        present,
        numbers,
    )


def labels_loss(scores: Scores, batch: Batch) -> tuple[torch.Tensor, Figures]:
    """Return the loss beside the labels, its parts, and how often the right one came first."""
    at = batch.table.clamp_min(0)
    right, answers = batch.right[at] & scores.present, batch.answers[at] & scores.present
    used = batch.ranked & right.any(1) & (scores.present & ~right).any(1)
    every = torch.logsumexp(scores.relevance, 1)
    found = torch.logsumexp(scores.relevance.masked_fill(~right, _NEVER), 1)
    each = functional.binary_cross_entropy_with_logits(
        scores.answers.clamp(-_LARGEST, _LARGEST), answers.float(), reduction="none"
    )
    parts = {
        "ranking": _mean(every - found, used),
        "knowing": _mean(each, scores.present, 1).mean(),
        "none or which": _none_or_which(scores, answers),
    }
    if len(batch.marks):
        starts, ends = _mark_scores(scores.numbers, batch)
        parts["marking"] = (
            functional.cross_entropy(starts, batch.marks[:, 2])
            + functional.cross_entropy(ends, batch.marks[:, 3])
        ) / 2
    first = right.gather(1, scores.relevance.argmax(1, keepdim=True))[:, 0].float()
    figures = {name: value.detach() for name, value in parts.items()}
    return _sum(parts), {**figures, "right": _mean(first, used)}


def teacher_loss(scores: Scores, taught: Scores, batch: Batch) -> tuple[torch.Tensor, Figures]:
    """Return the loss beside a teacher's scores (Hinton and others, 2015), and its parts."""
    present = scores.present
    ranking = functional.kl_div(
        functional.log_softmax(scores.relevance / _TEMPERATURE, 1),
        functional.softmax(taught.relevance / _TEMPERATURE, 1),
        reduction="none",
    )
    each = functional.binary_cross_entropy_with_logits(
        scores.answers.clamp(-_LARGEST, _LARGEST),
        torch.sigmoid(taught.answers),
        reduction="none",
    )
    which = functional.kl_div(
        functional.log_softmax(_with_none(scores.answers), 1),
        functional.softmax(_with_none(taught.answers), 1),
        reduction="none",
    )
    also = torch.cat([torch.ones_like(present[:, :1]), present], 1)
    parts = {
        "ranking": ranking.masked_fill(~present, 0).sum(1).mean() * _TEMPERATURE**2,
        "knowing": _mean(each, present, 1).mean(),
        "none or which": which.masked_fill(~also, 0).sum(1).mean(),
    }
    if len(batch.marks):
        pairs = zip(
            _mark_scores(scores.numbers, batch), _mark_scores(taught.numbers, batch), strict=True
        )
        parts["marking"] = torch.stack(
            [
                functional.kl_div(
                    functional.log_softmax(own, 1),
                    functional.softmax(other, 1),
                    reduction="batchmean",
                )
                for own, other in pairs
            ]
        ).mean()
    figures = {f"taught {name}": value.detach() for name, value in parts.items()}
    return _sum(parts), figures


def _sum(parts: dict[str, torch.Tensor]) -> torch.Tensor:
    halves = ("none or which", "marking")
    return torch.stack(
        [value * (0.5 if name in halves else 1.0) for name, value in parts.items()]
    ).sum()


def _mean(values: torch.Tensor, of: torch.Tensor, dim: int | None = None) -> torch.Tensor:
    """Return the mean of some of the values; 0 of none."""
    return torch.where(of, values, 0.0).sum(dim) / of.sum(dim).clamp_min(1)


def _with_none(answers: torch.Tensor) -> torch.Tensor:
    return torch.cat([torch.zeros_like(answers[:, :1]), answers], 1)


def _none_or_which(scores: Scores, answers: torch.Tensor) -> torch.Tensor:
    every = torch.logsumexp(_with_none(scores.answers), 1)
    found = torch.logsumexp(scores.answers.masked_fill(~answers, _NEVER), 1)
    return torch.where(answers.any(1), every - found, every).mean()


def _mark_scores(numbers: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return each mark's scores of its first and of its last token; (marks, tokens)."""
    first, count = batch.marks[:, :1], batch.marks[:, 1:2]
    along = torch.arange(SENTENCE_TOKENS, device=numbers.device)[None]
    inside = along < count
    own = numbers[torch.where(inside, first + along, first)]
    return (
        own[..., START].masked_fill(~inside, _NEVER),
        own[..., END].masked_fill(~inside, _NEVER),
    )


def with_labels(network: Network, batch: Batch) -> tuple[torch.Tensor, Figures]:
    """Return the loss beside the labels."""
    return labels_loss(scores_of(network, batch), batch)


def with_teacher(taught_by: Network) -> Loss:
    """Return the loss beside a teacher and, at half its weight, the labels."""
    last: list[tuple[Batch, Scores]] = []

    def loss(network: Network, batch: Batch) -> tuple[torch.Tensor, Figures]:
        if not last or last[0][0] is not batch:  # the learners of a step share what it says
            with torch.no_grad():
                last[:] = [(batch, scores_of(taught_by, batch))]
        own = scores_of(network, batch)
        hard, figures = labels_loss(own, batch)
        soft, more = teacher_loss(own, last[0][1], batch)
        return soft + _HARD * hard, figures | more

    return loss
