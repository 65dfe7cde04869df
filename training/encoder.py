"""Train the adapter of the sentence encoder: python -m training.encoder --help."""

import argparse
import json
from dataclasses import fields
from pathlib import Path

import torch
from tokenizers import Tokenizer

from bench.sets import DATA, WORK
from index.encode.sentence_transformer import packaged_model_folder
from training.adapter import TOKENS_AT_A_TIME, Encoder
from training.forms import glosses
from training.retrieval import Held, Plan, train
from training.stretches import Stretches
from training.texts import TRAINING_SETS, training_texts

OUT = WORK.parent / "training" / "encoder"


def main() -> None:
    """Train and save."""
    usual = {one.name: one.default for one in fields(Plan)}
    parser = argparse.ArgumentParser(prog="python -m training.encoder")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--start", type=Path, help="folder of an adapter to train on")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the adapter")
    parser.add_argument("--device", default="cpu", choices=TOKENS_AT_A_TIME)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="at most; as many as there is time for")
    parser.add_argument(
        "--rate", type=float, default=usual["rate"], help="highest rate of learning"
    )
    parser.add_argument(
        "--sentences", type=int, default=usual["sentences"], help="of a step, at least"
    )
    parser.add_argument(
        "--hold", type=float, default=usual["hold"], help="weight of the second loss"
    )
    parser.add_argument("--held", type=int, default=6000, help="passages to hold, at most")
    parser.add_argument(
        "--held-passages", type=int, default=usual["held_passages"], help="of a step"
    )
    parser.add_argument(
        "--held-statements", type=int, default=usual["held_statements"], help="of a step"
    )
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    texts = [text for name in TRAINING_SETS for text in training_texts(name, options.data)]
    model = packaged_model_folder()
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    drawn = Stretches(texts, glosses(options.wordnet), tokenizer, options.seed)
    print(json.dumps({"texts": len(texts), "stretches": len(drawn.stretches)}), flush=True)
    encoder = Encoder(model, options.start, options.device)
    held = Held.of(encoder, *drawn.unlabelled(options.held, 4 * options.held))
    plan = {one.name: getattr(options, one.name) for one in fields(Plan)}
    train(encoder, drawn, held, Plan(**plan))


if __name__ == "__main__":
    main()
