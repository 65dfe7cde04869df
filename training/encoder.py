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
from dataclasses import dataclass
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
from training.half import HALF
from training.stretches import Stretch, Stretches, Tokens
from training.texts import TRAINING_SETS, training_texts

Weights = dict[str, torch.Tensor]

RANK, ALPHA = 32, 64
TARGETS = (
    *("query", "key", "value", "attention.output.dense"),
    *("intermediate.dense", "output.dense"),
)
TEMPERATURE = 0.05
OUT = WORK.parent / "training" / "encoder"
_TOKENS_AT_A_TIME = {"cpu": 1024, "cuda": 65_536}  # what fits a core's cache, and a device
_STEPS_A_CHECKPOINT = 25
_STEPS_A_LINE = 10


class Encoder:
    """The default model with an adapter, from tokens to unit vectors.

    The adapter is added to the weights once a step, in 32 bits; what reads texts is the plain
    model with these weights, in half the bits where the processor has them.
    """

    def __init__(self, start: Path | None, device: str) -> None:
        """Add an adapter to the default model.

        Args:
            start: folder of the adapter to train on; a new one when None.
        """
        folder = str(packaged_model_folder())
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
            if batch and (len(batch) + 1) * len(texts[at]) > _TOKENS_AT_A_TIME[self.device]:
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


def retrieval_loss(
    encoder: Encoder, weights: Weights, batch: Sequence[Stretch]
) -> tuple[torch.Tensor, float]:
    """Return the loss of some stretches, and how often the right sentence of one came first."""
    vectors = encoder.vectors([one for stretch in batch for one in stretch.sentences], weights)
    lengths = [len(stretch.sentences) for stretch in batch]
    windows = torch.cat([with_neighbours(part) for part in vectors.split(lengths)])
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
    return loss, float(first_right)


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


def train(encoder: Encoder, drawn: Stretches, held: Held, options: argparse.Namespace) -> None:
    """Train for the minutes of the options; keep checkpoints of the adapter."""
    adapter = [one for one in encoder.peft.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(adapter, lr=options.rate, weight_decay=0.01)
    started = time.monotonic()
    totals: dict[str, float] = {}
    for step, batch in enumerate(drawn.batches(options.sentences), start=1):
        done = (time.monotonic() - started) / (60 * options.minutes)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(done / 0.06, (1 - done) / 0.94)
        weights = encoder.adapted()
        loss, right = retrieval_loss(encoder, weights, batch)
        figures = {"retrieval": float(loss.detach()), "right": right}
        if options.hold:
            kept = held.loss(encoder, weights, options.held_passages, options.held_statements)
            figures["held"] = float(kept.detach())
            loss = loss + options.hold * kept
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(adapter, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        for name, value in figures.items():
            totals[name] = totals.get(name, 0.0) + value / _STEPS_A_LINE
        if step % _STEPS_A_LINE == 0:
            seconds = round(time.monotonic() - started)
            line = {"step": step, "seconds": seconds} | {k: round(v, 3) for k, v in totals.items()}
            print(json.dumps(line), flush=True)
            totals = {}
        if step % _STEPS_A_CHECKPOINT == 0:
            encoder.save(options.out)
    encoder.save(options.out)


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
    parser.add_argument("--held", type=int, default=6000, help="passages to hold, at most")
    parser.add_argument("--held-passages", type=int, default=64, help="of a step")
    parser.add_argument("--held-statements", type=int, default=192, help="of a step")
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
    held = Held.of(encoder, *drawn.unlabelled(options.held, 4 * options.held))
    train(encoder, drawn, held, options)


if __name__ == "__main__":
    main()
