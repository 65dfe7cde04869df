"""Read the weights of the reranker that ships back, to train it further.

python -m training.restore --out DIR, then python -m training.reranker --start DIR
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from index.encode.sentence_transformer import packaged_model_folder
from index.rerank.model import NETWORK, PACKAGED_RERANKER
from training.network import Network, save, student
from training.reranker import OUT

_HIDDEN_PARTS = ("query", "key", "value")


def restore(network: Network, folder: Path) -> None:
    """Set the network's weights to those in the folder, from eight bits to 32.

    What the rounding to eight bits took is lost; that is less than a step of training.

    Raises:
        ValueError: when the file does not hold a weight of the network.
    """
    graph = onnx.load(folder / NETWORK).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {name: array for name, array in stored.items() if name.endswith(("weight", "bias"))}
    table = "transformer.embeddings.word_embeddings."
    weights[f"{table}weight"] = stored[f"{table}bytes"] * stored[f"{table}scale"]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            path = node.name.removeprefix("/").removesuffix("/MatMul_quant").replace("/", ".")
            weights[f"{path}.weight"] = _matrix(stored, node.input[1]).T
        elif node.op_type == "QAttention":
            path = f"transformer.encoder.layer.{node.name.split('_')[1]}.attention.self."
            matrices = np.split(_matrix(stored, node.input[1]).T, len(_HIDDEN_PARTS))
            biases = np.split(stored[node.input[2]], len(_HIDDEN_PARTS))
            for part, matrix, bias in zip(_HIDDEN_PARTS, matrices, biases, strict=True):
                weights[f"{path}{part}.weight"], weights[f"{path}{part}.bias"] = matrix, bias
    state = network.state_dict()
    # The pooler comes with the model and is never used.
    missing = [name for name in state if name not in weights and ".pooler." not in name]
    if missing:
        raise ValueError(f"{folder / NETWORK} holds no {missing[0]}")
    network.load_state_dict(
        {
            name: torch.tensor(weights[name]) if name in weights else value
            for name, value in state.items()
        }
    )


def _matrix(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Return a matrix of eight bits as numbers; its scale is one for each column."""
    stem = name.removesuffix("_quantized")
    scale, zero = stored[f"{stem}_scale"], stored[f"{stem}_zero_point"]
    return np.asarray((stored[name].astype(np.float32) - zero.astype(np.float32)) * scale)


def main() -> None:
    """Write the weights as training does."""
    parser = argparse.ArgumentParser(prog="python -m training.restore")
    parser.add_argument("--out", type=Path, default=OUT / "restored", help="their folder")
    options = parser.parse_args()
    network = student(packaged_model_folder())
    restore(network, PACKAGED_RERANKER)
    save(network.state_dict(), options.out)


if __name__ == "__main__":
    main()
