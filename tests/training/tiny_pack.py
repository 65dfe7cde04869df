"""A pack of made-up texts and random models of two layers, in parts as training.pack writes."""

import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from index.encode.sentence_transformer import packaged_model_folder
from index.types import Key
from tests.training.test_forms import write_wordnet
from training.data import Example, ExampleSet, Text, TextQuery, write_examples, write_texts
from training.pack.parts import lay_out
from training.pack.weights import write_model

SIZES: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
}
THINGS = ("lark", "ferry", "kestrel", "harbor", "lantern", "mill")


def bert(folder: Path) -> Path:
    torch.manual_seed(4)
    BertModel(BertConfig(vocab_size=30522, **SIZES), add_pooling_layer=False).save_pretrained(
        folder
    )
    shutil.copyfile(packaged_model_folder() / "tokenizer.json", folder / "tokenizer.json")
    return folder


def mpnet(folder: Path) -> Path:
    torch.manual_seed(4)
    ours = json.loads((packaged_model_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = [piece for piece in ours["model"]["vocab"] if not piece.startswith("[unused")]
    vocabulary = {piece: at for at, piece in enumerate(("<s>", "<pad>", "</s>", *pieces))}
    config = MPNetConfig(vocab_size=len(vocabulary), **SIZES)
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    return folder


def sentence(thing: str, document: int) -> str:
    return f"The {thing} of place {document} costs {document + 2} dollars a year."


def question(thing: str, document: int) -> str:
    return f"What does the {thing} of place {document} cost?"


def example_set(name: str, documents: range) -> ExampleSet:
    sentences: dict[Key, str] = {}
    examples = []
    for document in documents:
        keys = [Key(f"doc{document}", at + 1) for at in range(len(THINGS))]
        sentences |= {
            key: sentence(thing, document) for key, thing in zip(keys, THINGS, strict=True)
        }
        for at, thing in enumerate(THINGS):
            gold = keys[at]
            span = sentence(thing, document).index("costs") + 6
            examples.append(
                Example(
                    f"{gold.id}?",
                    question(thing, document),
                    {gold: (span, span + len(str(document + 2)))},
                    answers=True,
                    partly=frozenset(),
                    near=[key for key in keys if key != gold],
                    tempting=0,
                    elsewhere=[],
                    first_stage={key: (0.4, 0.6 if key == gold else 0.5) for key in keys},
                )
            )
    return ExampleSet(name, sentences, examples)


def texts(documents: range) -> list[Text]:
    return [
        Text(
            "report_train",
            tuple(sentence(thing, document) for thing in THINGS),
            tuple(
                TextQuery(question(thing, document), frozenset({at}), frozenset())
                for at, thing in enumerate(THINGS)
            ),
        )
        for document in documents
    ]


def write_pack(folder: Path) -> list[Path]:
    making = folder / "making"
    for name in ("making", "bert", "mpnet", "words"):
        (folder / name).mkdir(parents=True)
    write_model("default", bert(folder / "bert"), making)
    write_model("teacher", mpnet(folder / "mpnet"), making)
    write_wordnet(folder / "words")
    with tarfile.open(making / "wordnet.tar.gz", "w:gz") as archive:
        for file in sorted((folder / "words").iterdir()):
            archive.add(file, file.name)
    write_texts(texts(range(8)), making / "texts.jsonl.gz")
    write_examples(example_set("report_train", range(8)), making / "examples-report_train.jsonl.gz")
    write_examples(example_set("report_dev", range(8, 10)), making / "measured-report_dev.jsonl.gz")
    return lay_out(list(making.iterdir()), folder / "pack", limit=1_200_000)
