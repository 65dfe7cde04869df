"""The first stage once more, with the encoder just trained."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from index.types import Key
from training.adapter import Encoder, Weights, with_neighbours
from training.data import ELSEWHERE, WITHIN, Example, ExampleSet

Floats = npt.NDArray[np.float32]
_LONGEST = 256


def first_stage_again(
    examples: ExampleSet, encoder: Encoder, weights: Weights, tokenizer: Tokenizer
) -> ExampleSet:
    """Return a set whose candidates the first stage chose with this encoder.

    It chooses among those of the pack, whose lexical shares are known. A sentence of more
    than 256 tokens counts with its beginning.

    Args:
        weights: of ``Encoder.adapted``.
    """
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    keys = sorted(examples.sentences)
    with torch.no_grad():

        def encoded(texts: Sequence[str]) -> torch.Tensor:
            tokens = [one.ids for one in tokenizer.encode_batch_fast(list(texts))]
            return encoder.vectors(tokens, weights)

        lengths = [len(members) for _, members in examples.reports()]
        vectors = encoded([examples.sentences[key] for key in keys])
        windows = torch.cat([with_neighbours(part) for part in vectors.split_with_sizes(lengths)])
        asked = encoded([example.text for example in examples.examples])
    rows = dict(zip(keys, windows.float().cpu().numpy(), strict=True))
    again = [
        ranked_again(example, rows, vector)
        for example, vector in zip(examples.examples, asked.float().cpu().numpy(), strict=True)
    ]
    return ExampleSet(examples.name, examples.sentences, again)


def ranked_again(example: Example, windows: dict[Key, Floats], question: Floats) -> Example:
    """Return an example with the candidates that these vectors bring.

    Args:
        windows: the window vector of each sentence.
    """
    known = list(example.first_stage)
    cosines = np.array([windows[key] for key in known]) @ question if known else np.zeros(0)
    scored = {
        key: (float(cosine), example.first_stage[key][1])
        for key, cosine in zip(known, cosines, strict=True)
    }
    order = sorted(known, key=lambda key: (-sum(scored[key]), key))
    own = {key.report for key in (*example.gold, *example.partly, *example.near)}
    near = [key for key in order if key.report in own][:WITHIN]
    elsewhere = [key for key in order if key.report not in own][:ELSEWHERE]
    tempting = example.near[: example.tempting]
    wrong = [key for key in near if key not in example.gold and key not in example.partly]
    return Example(
        example.id,
        example.text,
        example.gold,
        example.answers,
        example.partly,
        list(dict.fromkeys([*tempting, *wrong])),
        example.tempting,
        elsewhere,
        {key: scored[key] for key in (*near, *elsewhere)},
    )
