"""Write a trained reranker, or the encoder, as it ships: python -m training.export [--encoder].

The weights are kept in eight bits: those of the matrices a scale for each
output channel, those of the word vectors a scale for each word.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import nn

from corpus.settings import load_settings
from corpus.text.fold import standard
from index.encode.export import export_encoder, likeness
from index.encode.onnx import put_tables_aside
from index.encode.packaged import PACKAGED_ENCODER, Packaged
from index.encode.sentence_transformer import SentenceTransformerEmbedder, packaged_model_folder
from index.rerank.model import NETWORK, PACKAGED_RERANKER, TOKENIZER
from training.network import Network, load, student
from training.reranker import OUT

_REPORT = Path("corpus/reports/us-japan-alliance.txt")


class ByteEmbedding(nn.Module):
    """A table of vectors in eight bits, with a scale for each."""

    def __init__(self, table: nn.Embedding) -> None:
        """Round the table; the largest number of each vector becomes 127."""
        super().__init__()
        weight = table.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-9) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("bytes", (weight / scale).round().to(torch.int8))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the vector of each id."""
        vectors: torch.Tensor = (
            self.get_buffer("bytes")[ids].float() * self.get_buffer("scale")[ids]
        )
        return vectors


def export(weights: Path, folder: Path, *, layers: int = 6, quantized: bool = True) -> None:
    """Write the network and its tokenizer into the folder.

    Args:
        weights: folder of the weights that training saved.
    """
    network = student(packaged_model_folder(), layers)
    load(network, weights)
    write(network, folder, quantized=quantized)
    shutil.copy(packaged_model_folder() / "tokenizer.json", folder / TOKENIZER)


def write(network: Network, folder: Path, *, quantized: bool = True) -> None:
    """Write a network of ids, mask and types into the folder."""
    network.eval()
    embeddings = network.transformer.embeddings
    if quantized:
        embeddings.word_embeddings = ByteEmbedding(embeddings.word_embeddings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        plain, fused = Path(work) / "plain.onnx", Path(work) / "fused.onnx"
        example = torch.ones((2, 7), dtype=torch.int64)
        torch.onnx.export(
            network,
            (example, example, example),
            str(plain),
            input_names=["ids", "mask", "types"],
            output_names=["numbers"],
            dynamic_axes={
                name: {0: "windows", 1: "tokens"} for name in ("ids", "mask", "types", "numbers")
            },
            opset_version=17,
            dynamo=False,
        )
        config = network.transformer.config
        options = FusionOptions("bert")
        options.enable_skip_layer_norm = False  # see index.encode.onnx
        optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=options,
        ).save_model_to_file(str(fused))
        if quantized:
            quantize_dynamic(
                str(fused), str(folder / NETWORK), per_channel=True, weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Attention"],
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )  # fmt: skip
        else:
            shutil.copy(fused, folder / NETWORK)
    put_tables_aside(folder / NETWORK)


def export_packaged_encoder(folder: Path) -> None:
    """Write the packaged model with the packaged adapter, as a build exports it in eight bits."""
    settings = load_settings(precision="int8")
    model = SentenceTransformerEmbedder(settings.model, "cpu", 1, 32, settings.adapter)
    lines = standard(_REPORT.read_text(encoding="utf-8")).text.splitlines()
    sentences = [line.strip() for line in lines if line.strip()]
    with tempfile.TemporaryDirectory() as work:
        exported = export_encoder(model, settings.precision, Path(work), 1)
        found = likeness(model.encode(sentences), exported.encode(sentences))
        Packaged(exported.identity, found).save(Path(work))
        folder.mkdir(parents=True, exist_ok=True)
        for file in Path(work).iterdir():
            shutil.copyfile(file, folder / file.name)


def main() -> None:
    """Export the weights of six layers, or those of another folder."""
    parser = argparse.ArgumentParser(prog="python -m training.export")
    parser.add_argument("--weights", type=Path, default=OUT / "reranker-6", help="their folder")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--out", type=Path, help="folder; that of what ships by default")
    parser.add_argument("--encoder", action="store_true", help="the encoder, and no reranker")
    parser.add_argument("--full", action="store_true", help="32-bit numbers, to compare with")
    options = parser.parse_args()
    if options.encoder:
        export_packaged_encoder(options.out or PACKAGED_ENCODER)
        return
    out = options.out or PACKAGED_RERANKER
    export(options.weights, out, layers=options.layers, quantized=not options.full)


if __name__ == "__main__":
    main()
