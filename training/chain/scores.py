"""What a network says of the candidates of the questions to measure with."""

import gzip
import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from index.rerank.model import ANSWERS, RELEVANCE
from index.rerank.windows import WindowMaker
from index.types import Key
from training.batches import Batch, group_batch
from training.data import Example, ExampleSet
from training.groups import Group
from training.loss import RANKING_FUSED, numbers_of
from training.network import Network

CANDIDATES = 8
_QUESTIONS = 48


@dataclass(frozen=True, slots=True)
class Part:
    """Some questions of a set with the candidates that a network reads, in order of their keys."""

    name: str
    examples: list[Example]
    candidates: list[list[Key]]
    batch: Batch


def parts_of(sets: Sequence[ExampleSet], model: Path, device: str, workers: int) -> list[Part]:
    """Return the questions of all sets, made ready by worker processes.

    Args:
        model: folder of the default model.
    """
    jobs = [
        (one.name, some, _sentences(one, some), model, device)
        for one in sets
        for first in range(0, len(one.examples), _QUESTIONS)
        if (some := _answering(one.examples[first : first + _QUESTIONS]))
    ]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return list(pool.map(_part, jobs))


def _answering(examples: Sequence[Example]) -> list[Example]:
    return [one for one in examples if one.first_stage]


def _first(example: Example) -> list[Key]:
    fused = example.fused()
    return sorted(sorted(fused, key=lambda key: (-fused[key], key))[:CANDIDATES])


def _sentences(examples: ExampleSet, some: Sequence[Example]) -> dict[Key, str]:
    keys = {near for one in some for key in _first(one) for near in (key.before, key)}
    return {key: examples.sentences[key] for key in keys if key in examples.sentences}


def _part(job: tuple[str, list[Example], dict[Key, str], Path, str]) -> Part:
    name, examples, sentences, model, device = job
    maker = WindowMaker(Tokenizer.from_file(str(model / "tokenizer.json")))
    candidates = [_first(one) for one in examples]
    groups = [
        Group(
            maker.windows(one.text, keys, sentences), {}, answers=False, ranked=False,
            fused=dict.fromkeys(keys, 0.0),
        )
        for one, keys in zip(examples, candidates, strict=True)
    ]  # fmt: skip
    return Part(name, examples, candidates, group_batch(groups, device))


def write_scores(network: Network, parts: Sequence[Part], path: Path, device: str) -> None:
    """Write a line for each question and print success@1 and @3 of each set.

    The order here is that of training: the relevance and a fixed weight of the first stage.
    """
    network.eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[list[bool]]] = {}
    with gzip.open(f"{path}.part", "wt", encoding="utf-8") as stream:
        for part in parts:
            with torch.no_grad():
                batch = part.batch.to(device)
                _, means = numbers_of(network, batch)
                numbers = means[batch.table.clamp_min(0)].cpu().tolist()
            for example, keys, own in zip(part.examples, part.candidates, numbers, strict=True):
                row = _row(part.name, example, keys, own)
                stream.write(json.dumps(row) + "\n")
                if example.answers and example.gold:
                    found.setdefault(part.name, []).append(_hits(row, example))
    Path(f"{path}.part").replace(path)
    for name, hits in found.items():
        figures = {
            f"success@{depth}": round(sum(any(one[:depth]) for one in hits) / len(hits), 3)
            for depth in (1, 3)
        }
        line = {"scores": path.name, "set": name, "questions": len(hits), **figures}
        print(json.dumps(line), flush=True)


def _row(
    name: str, example: Example, keys: Sequence[Key], numbers: Sequence[Sequence[float]]
) -> dict[str, Any]:
    return {
        "set": name,
        "question": example.id,
        "answerable": example.answers,
        "candidates": [
            {
                "id": key.id,
                "grade": 2 if key in example.gold else int(key in example.partly),
                "cosine": round(example.first_stage[key][0], 4),
                "share": round(example.first_stage[key][1], 4),
                "relevance": round(own[RELEVANCE], 4),
                "answers": round(own[ANSWERS], 4),
            }
            for key, own in zip(keys, numbers, strict=False)  # the table is as wide as the widest
        ],
    }


def _hits(row: dict[str, Any], example: Example) -> list[bool]:
    """Tell of each candidate, best first, whether it answers."""

    def score(one: dict[str, Any]) -> float:
        fused = (one["cosine"] + one["share"]) / 2
        return float(one["relevance"] + RANKING_FUSED * fused)

    ranked = sorted(row["candidates"], key=lambda one: -score(one))
    return [Key.parse(one["id"]) in example.gold for one in ranked]
