"""Train the adapter of the sentence encoder: python -m training.encoder --help.

A step embeds whole stretches of documents and the queries that they answer, and
scores them as the product does, neighbours included. The loss is the softmax of
the right sentences over all sentences of the step, and over those of the stretch.
A second loss holds the similarities that the model without adapter gives to long
passages and statements, so that it keeps what it knew.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from bench.sets import DATA, WORK
from index.build.neighbours import WINDOW_WEIGHT
from index.encode.sentence_transformer import packaged_model_folder
from training.forms import glosses
from training.stretches import Stretch, Stretches, Tokens
from training.texts import TRAINING_SETS, training_texts

RANK, ALPHA, DROPOUT = 32, 64, 0.05
TARGETS = (
    *("query", "key", "value", "attention.output.dense"),
    *("intermediate.dense", "output.dense"),
)
TEMPERATURE = 0.05
OUT = WORK.parent / "training" / "encoder"
_TOKENS_AT_A_TIME = {"cpu": 4096, "cuda": 65_536}
_STEPS_A_LINE = 10


class Encoder(nn.Module):
    """The default model with an adapter, from tokens to unit vectors."""

    def __init__(self, start: Path | None, device: str) -> None:
        """Add an adapter to the default model.

        Args:
            start: folder of the adapter to train on; a new one when None.
        """
        super().__init__()
        # Drawing random numbers for dropout takes most of a step on a CPU.
        base = AutoModel.from_pretrained(
            str(packaged_model_folder()),
            attn_implementation="eager" if device == "cpu" else "sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            local_files_only=True,
        )
        if start:
            network = PeftModel.from_pretrained(base, str(start), is_trainable=True)
        else:
            network = get_peft_model(
                base,
                LoraConfig(
                    r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(TARGETS)
                ),
            )
        if device == "cpu":
            for module in network.modules():
                if isinstance(module, nn.Dropout):
                    module.p = 0.0
        self.network = network.float().to(device)
        self.device = device

    def forward(self, texts: Sequence[Tokens]) -> torch.Tensor:
        """Return unit vectors of shape (texts, dimension), in order."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts, batch = [], list[int]()
        for at in order:
            if batch and (len(batch) + 1) * len(texts[at]) > _TOKENS_AT_A_TIME[self.device]:
                parts.append(self._vectors([texts[one] for one in batch]))
                batch = []
            batch.append(at)
        parts.append(self._vectors([texts[one] for one in batch]))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back.to(self.device)]

    def _vectors(self, texts: Sequence[Tokens]) -> torch.Tensor:
        ids = nn.utils.rnn.pad_sequence([torch.tensor(one) for one in texts], batch_first=True)
        lengths = torch.tensor([len(one) for one in texts])
        mask = torch.arange(ids.shape[1])[None] < lengths[:, None]
        ids, mask = ids.to(self.device), mask.to(self.device)
        with torch.autocast(self.device, torch.bfloat16):
            hidden = self.network(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        total = (hidden.float() * mask[..., None]).sum(1)
        return functional.normalize(total / mask.sum(1, keepdim=True), dim=1)


def with_neighbours(vectors: torch.Tensor) -> torch.Tensor:
    """Return the window vectors of ``index.build.neighbours``, for training."""
    pooled = vectors.clone()
    pooled[1:] = pooled[1:] + vectors[:-1]
    pooled[:-1] = pooled[:-1] + vectors[1:]
    pooled = functional.normalize(pooled, dim=1)
    return functional.normalize((1 - WINDOW_WEIGHT) * vectors + WINDOW_WEIGHT * pooled, dim=1)


def retrieval_loss(encoder: Encoder, batch: Sequence[Stretch]) -> tuple[torch.Tensor, float]:
    """Return the loss of some stretches, and how often the right sentence of one came first."""
    vectors = encoder([one for stretch in batch for one in stretch.sentences])
    lengths = [len(stretch.sentences) for stretch in batch]
    windows = torch.cat([with_neighbours(part) for part in vectors.split(lengths)])
    queries = encoder([query.tokens for stretch in batch for query in stretch.queries])
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
    return loss, float(first_right)


def holding_loss(
    encoder: Encoder, passages: Sequence[Tokens], statements: Sequence[Tokens]
) -> torch.Tensor:
    """Return how far similarities are from those of the model without adapter.

    Source: the pairwise similarities as what to hold, Park and others (2019),
    "Relational Knowledge Distillation"; here in units of the temperature.
    """
    texts = [*passages, *statements]
    with torch.no_grad(), encoder.network.disable_adapter():
        before = encoder(texts)
    after = encoder(texts)
    difference = (after @ after.T - before @ before.T) / TEMPERATURE
    every = difference.square().mean()
    count = len(passages)
    crossed = (
        functional.kl_div(
            functional.log_softmax(after[count:] @ after[:count].T / TEMPERATURE, 1),
            functional.softmax(before[count:] @ before[:count].T / TEMPERATURE, 1),
            reduction="batchmean",
        )
        if count
        else every * 0
    )
    return every + crossed


def train(encoder: Encoder, drawn: Stretches, options: argparse.Namespace) -> None:
    """Train for the minutes of the options and save the adapter every hundred steps."""
    weights = [one for one in encoder.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.01)
    started = time.monotonic()
    totals: dict[str, float] = {}
    encoder.train()
    for step, batch in enumerate(drawn.batches(options.sentences), start=1):
        done = (time.monotonic() - started) / (60 * options.minutes)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(done / 0.06, (1 - done) / 0.94)
        loss, right = retrieval_loss(encoder, batch)
        torch.autograd.backward(loss)
        figures = {"retrieval": float(loss.detach()), "right": right}
        if options.hold:
            held = holding_loss(
                encoder, *drawn.unlabelled(options.held_passages, options.held_statements)
            )
            torch.autograd.backward(options.hold * held)
            figures["held"] = float(held.detach())
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        for name, value in figures.items():
            totals[name] = totals.get(name, 0.0) + value / _STEPS_A_LINE
        if step % _STEPS_A_LINE == 0:
            seconds = round(time.monotonic() - started)
            line = {"step": step, "seconds": seconds} | {k: round(v, 3) for k, v in totals.items()}
            print(json.dumps(line), flush=True)
            totals = {}
        if step % 50 == 0:
            save(encoder, options.out)
    save(encoder, options.out)


def save(encoder: Encoder, folder: Path) -> None:
    """Write the adapter in PEFT's format, in 16 bits."""
    half = {
        name: value.half() for name, value in encoder.network.state_dict().items() if "lora" in name
    }
    encoder.network.save_pretrained(str(folder), state_dict=half)


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--start", type=Path, help="folder of an adapter to train on")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the adapter")
    parser.add_argument("--device", default="cpu", choices=_TOKENS_AT_A_TIME)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=6e-4, help="highest rate of learning")
    parser.add_argument("--sentences", type=int, default=900, help="of a step, at least")
    parser.add_argument("--hold", type=float, default=1.0, help="weight of the second loss")
    parser.add_argument("--held-passages", type=int, default=64)
    parser.add_argument("--held-statements", type=int, default=192)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    texts = [text for name in TRAINING_SETS for text in training_texts(name, options.data)]
    tokenizer = Tokenizer.from_file(str(packaged_model_folder() / "tokenizer.json"))
    drawn = Stretches(texts, glosses(options.wordnet), tokenizer, options.seed)
    print(json.dumps({"texts": len(texts), "stretches": len(drawn.stretches)}), flush=True)
    encoder = Encoder(options.start, options.device)
    options.out.mkdir(parents=True, exist_ok=True)
    train(encoder, drawn, options)


if __name__ == "__main__":
    main()
