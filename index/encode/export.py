"""Export a sentence-transformers model to ONNX, from tokens to the unit vector."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encode.exported import NETWORK, TOKENIZER, Description, OnnxEmbedder
from index.encode.onnx import put_tables_aside
from index.encode.sentence_transformer import SentenceTransformerEmbedder, not_installed
from index.store.manifest import Likeness
from index.types import ModelIdentity, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EXPORT_VERSION = "2"
"""Version of the export; raise it when the exported network changes, so that vectors do not mix."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MIN_COSINE = {"fp32": 0.9999, "int8": 0.95}
"""Minimum cosine with the model; an export below it is refused."""

# Architectures whose attention the optimizer can fuse into one operator.
_BERT_LIKE = ("bert", "roberta", "xlm-roberta", "camembert", "distilbert")
_OPSET, _OUTPUT = 17, "vector"
_SAMPLE = (
    "Where?",
    "The treaty was signed in 1960.",
    "About 50,000 troops are stationed there, more than in any other country of the region.",
    (
        "The committee, which had met in the spring, put off the question of costs again: its "
        "members could not agree on who should pay for the move to the new base, nor when."
    ),
)


class CannotExport(Exception):
    """The model cannot be exported; the message gives the reason."""


def exported_identity(model: ModelIdentity, precision: str) -> ModelIdentity:
    """Return the identity of the encoder that ``export_encoder`` makes from a model."""
    return replace(model, export=f"{precision} {EXPORT_VERSION}")


def export_encoder(
    model: SentenceTransformerEmbedder, precision: str, folder: Path, threads: int
) -> OnnxEmbedder:
    """Export a model to a folder, load the export, and compare it with the model.

    Args:
        precision: fp32, or int8: eight-bit weights with one scale per output channel.
        folder: of the export; created where it does not exist.
        threads: see ``OnnxEmbedder``.

    Raises:
        CannotExport: when a step fails, or the vectors differ too much from the model's.
        SettingError: when a library of the export is not installed.
    """
    network = model.network
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _quiet(), tempfile.TemporaryDirectory(dir=folder) as work:
            description = _describe(network)
            _write(network, description, precision, Path(work), folder / NETWORK)
        network.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
        description.save(folder)
        exported = OnnxEmbedder(folder, exported_identity(model.identity, precision), threads)
        found = likeness(model.encode(_SAMPLE), exported.encode(_SAMPLE))
    except CannotExport:
        raise
    except ModuleNotFoundError as error:
        raise not_installed("the exporter of models", error) from error
    except Exception as error:  # any model can be named, so anything can be raised
        raise CannotExport(f"{type(error).__name__}: {error}".splitlines()[0]) from error
    if not found.least >= _MIN_COSINE[precision]:
        raise CannotExport(f"its cosine with the model falls to {found.least:.4f}")
    return exported


def likeness(model: Vectors, exported: Vectors) -> Likeness:
    """Compare the vectors of a model and of its export.

    Args:
        model, exported: unit vectors of the same sentences, in order; shape (n, dimension).
    """
    cosines = (model * exported).sum(axis=1)
    return Likeness(
        len(model),
        round(float(cosines.mean()), 6),
        round(float(cosines.min()), 6),
        round(float((_nearest(model) == _nearest(exported)).mean()), 4),
    )


def _nearest(vectors: Vectors) -> Any:
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    return scores.argmax(axis=1)


def _describe(network: "SentenceTransformer") -> Description:
    tokenizer = network.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise CannotExport("its tokenizer is not from the tokenizers library")
    if network.default_prompt_name is not None:
        raise CannotExport("it puts a prompt before each text")
    inputs = tuple(name for name in INPUTS if name in tokenizer.model_input_names)
    longest = network.max_seq_length
    if longest is None:
        raise CannotExport("it does not state its token limit")
    return Description(inputs, int(longest), int(network.get_embedding_dimension() or 0))


def _write(
    network: "SentenceTransformer",
    description: Description,
    precision: str,
    work: Path,
    target: Path,
) -> None:
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    class Whole(torch.nn.Module):
        """Computes the unit vector from token ids."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *tokens: torch.Tensor) -> torch.Tensor:
            features = dict(zip(description.inputs, tokens, strict=True))
            vector: torch.Tensor = self.network(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vector, dim=1)

    transformer: Any = getattr(network[0], "auto_model", None)
    kind = getattr(getattr(transformer, "config", None), "model_type", "")
    # Fused attention is an eighth faster in int8 and a tenth slower in fp32.
    fuse = precision == "int8" and transformer is not None and kind in _BERT_LIKE
    if fuse:
        # The optimizer recognises eager attention only.
        transformer.set_attn_implementation("eager")
    example = network.tokenizer(list(_SAMPLE), padding=True, return_tensors="pt")
    plain, fused = work / "plain.onnx", work / "fused.onnx"
    axes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        Whole(),
        tuple(example[name] for name in description.inputs),
        str(plain),
        input_names=list(description.inputs),
        output_names=[_OUTPUT],
        dynamic_axes=dict.fromkeys(description.inputs, axes) | {_OUTPUT: {0: "texts"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    if fuse:
        # The optimizer does not detect the number of heads by itself.
        heads, size = transformer.config.num_attention_heads, transformer.config.hidden_size
        options = FusionOptions("bert")
        options.enable_skip_layer_norm = False  # see ``Network``
        optimized = optimize_model(
            str(plain), "bert", num_heads=heads, hidden_size=size, optimization_options=options
        )
        optimized.save_model_to_file(str(fused))
    else:
        fused = plain
    if precision == "fp32":
        fused.replace(target)
        return
    quantize_dynamic(
        str(fused), str(target), per_channel=True, weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention", "Gather", "EmbedLayerNormalization"],
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )  # fmt: skip
    put_tables_aside(target)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence warnings of the exporters; ``export_encoder`` checks their result."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
