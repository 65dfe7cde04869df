"""What the reranker is trained to make small.

The loss has three parts: the right sentence against the others (softmax), whether
each sentence answers at all (logistic), and where the short answer starts and
ends (softmax over the right sentence's tokens). Near misses and unanswerable
questions have the second part only.
"""

import torch
from torch.nn import functional

from index.rerank.model import ANSWERS, END, RELEVANCE, START
from index.rerank.windows import padded
from training.examples import Span
from training.groups import Group
from training.network import Network

# The reranker learns what to add to the first stage: these weights of the fused score, near
# those of a logistic fit of the first stage alone, are part of what the losses see.
RANKING_FUSED, KNOWING_FUSED, FUSED_IN_DOUBT = 20.0, 8.0, 0.5
_WINDOWS_AT_A_TIME = 16
# bfloat16 twice as quick where the processor has it, and 25 times slower where it has not.
_HALF = bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def loss_of(
    network: Network, groups: list[Group], *, first_stage: bool
) -> tuple[torch.Tensor, dict[str, float]]:
    """Return the mean loss of some groups, and how often the right sentence came first.

    Args:
        first_stage: the losses see the reranker's scores added to the first stage's.
    """
    ranking_fused, knowing_fused = (RANKING_FUSED, KNOWING_FUSED) if first_stage else (0.0, 0.0)
    windows = [window for group in groups for window in group.windows]
    order = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
    numbers: dict[int, torch.Tensor] = {}
    for first in range(0, len(order), _WINDOWS_AT_A_TIME):
        batch = order[first : first + _WINDOWS_AT_A_TIME]
        ids, mask, types = padded([windows[at] for at in batch])
        with torch.autocast("cpu", torch.bfloat16, enabled=_HALF):
            out = network(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types))
        numbers.update(zip(batch, out.float(), strict=True))
    ranking, knowing, marking = [], [], []
    right = 0
    at = 0
    for group in groups:
        scores, targets, fused = [], [], []
        for window in group.windows:
            for key, (first_token, last_token) in window.spans.items():
                tokens = numbers[at][first_token:last_token]
                scores.append(tokens[:, : ANSWERS + 1].mean(0))
                targets.append(key in group.gold)
                fused.append(group.fused[key])
                span = group.gold.get(key)
                if span:
                    marking.extend(_marking(tokens, window.offsets[first_token:last_token], span))
            at += 1
        both, target, known = torch.stack(scores), torch.tensor(targets), torch.tensor(fused)
        answers = both[:, ANSWERS] + knowing_fused * (known - FUSED_IN_DOUBT)
        relevance = both[:, RELEVANCE] + ranking_fused * known
        knowing.append(functional.binary_cross_entropy_with_logits(answers, target.float()))
        if group.ranked and not target.all():
            spread = functional.log_softmax(relevance, 0)
            ranking.append(-torch.logsumexp(spread[target], 0))
            right += bool(target[relevance.argmax()])
    parts = {"ranking": ranking, "knowing": knowing, "marking": marking}
    means = {name: torch.stack(part).mean() for name, part in parts.items() if part}
    total = means["knowing"] * 1.0
    if ranking:
        total = total + means["ranking"]
    if marking:
        total = total + 0.5 * means["marking"]
    figures = {name: float(value.detach()) for name, value in means.items()}
    return total, {**figures, "right": right / max(len(ranking), 1)}


def _marking(tokens: torch.Tensor, offsets: list[Span], span: Span) -> list[torch.Tensor]:
    """Return the loss of the answer's first and last token, if the sentence was not cut before."""
    inside = [at for at, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    if not inside:
        return []
    spread = functional.log_softmax(tokens[:-1], 0)
    return [-spread[inside[0], START], -spread[inside[-1], END]]
