"""The first half of the chain: the encoder's adapter, and the first stage with it."""

import tarfile
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.adapter import Encoder
from training.chain.again import first_stage_again
from training.chain.plan import AGAIN, ENCODER, Plan
from training.data import read_examples, read_texts, write_examples
from training.forms import glosses
from training.pack.parts import packed
from training.pack.weights import unpacked_model
from training.retrieval import Held, train
from training.retrieval import Plan as EncoderPlan
from training.stretches import Stretches

_SEED = 5


def run_first(plan: Plan) -> None:
    """Run the stages of this half that are still to run."""
    todo = plan.todo()
    torch.manual_seed(_SEED)
    model = unpacked_model("default", plan.pack)
    adapter = plan.folder(ENCODER)
    kept = adapter if (adapter / "adapter_config.json").is_file() else None
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    encoder = Encoder(model, kept, plan.device)
    if ENCODER in todo:
        with plan.running(ENCODER) as figures:
            texts = read_texts(packed(plan.pack, "texts.jsonl.gz")[0])
            drawn = Stretches(texts, glosses(wordnet(plan.pack)), tokenizer, _SEED)
            held = Held.of(encoder, *drawn.unlabelled(plan.held, 4 * plan.held))
            minutes, steps = plan.minutes(ENCODER), plan.steps
            figures["steps"] = train(
                encoder,
                drawn,
                held,
                EncoderPlan(adapter, minutes, steps, sentences=plan.sentences),
            )
    if AGAIN in todo:
        with plan.running(AGAIN):
            with torch.no_grad():
                weights = encoder.adapted()
            for path in packed(plan.pack, "*-*.jsonl.gz"):
                again = first_stage_again(read_examples(path), encoder, weights, tokenizer)
                write_examples(again, plan.folder(AGAIN) / path.name)


def wordnet(pack: Path) -> Path:
    """Return the folder of WordNet; unpack it when it is not there yet."""
    folder = pack / "wordnet"
    if not folder.is_dir():
        part = pack / "wordnet.part"
        with tarfile.open(packed(pack, "wordnet.tar.gz")[0]) as archive:
            archive.extractall(part, filter="data")
        part.rename(folder)
    return folder
