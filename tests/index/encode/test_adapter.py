"""The adapter of the encoder: what it is merged to, and what it is told apart from."""

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import IndexMismatch, SettingError
from corpus.settings import Settings, load_settings
from index.build.build import build_index
from index.encode.adapters import PACKAGED_ADAPTER, adapter_identity
from index.encode.choose import encoder_for_build, encoder_for_serving
from index.encode.export import EXPORT_VERSION, export_encoder, exported_identity
from index.encode.exported import NETWORK
from index.encode.sentence_transformer import (
    PACKAGED_MODEL,
    SentenceTransformerEmbedder,
    packaged_model_folder,
)
from index.store import open_index
from index.types import AdapterIdentity, Embedder, ModelIdentity, Vectors
from tests.conftest import ALLIANCE
from tests.fakes import BagOfWords

SENTENCES = [line for line in ALLIANCE.read_text(encoding="utf-8").splitlines() if line.strip()][
    ::3
][:64]


def embedder(adapter: str) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder("", "cpu", 1, 64, adapter)


def cosines(first: Vectors, second: Vectors) -> Vectors:
    found: Vectors = (first * second).sum(axis=1)
    return found


@pytest.fixture(scope="module")
def unmerged() -> Vectors:
    """The vectors of sentences as sentence-transformers makes them, with peft beside the model."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_model_folder()), local_files_only=True)
    model.load_adapter(str(PACKAGED_ADAPTER))
    return model.encode(SENTENCES, normalize_embeddings=True)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, adapted = tmp_path_factory.mktemp("exports"), embedder("")
    return {
        "fp32": export_encoder(adapted, "fp32", folder / "fp32", 2),
        "int8": export_encoder(adapted, "int8", folder / "int8", 2),
        "plain": export_encoder(embedder("none"), "fp32", folder / "plain", 2),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("precision", "least", "mean"), [("torch", 0.9999, 0.9999), ("fp32", 0.9999, 0.9999),
                                     ("int8", 0.95, 0.985)]
)  # fmt: skip
def test_the_merged_encoder_gives_the_vectors_of_sentence_transformers_with_the_adapter(
    exports: dict[str, Embedder], unmerged: Vectors, precision: str, least: float, mean: float
) -> None:
    merged = embedder("") if precision == "torch" else exports[precision]
    found = cosines(merged.encode(SENTENCES), unmerged)
    assert len(found) == 64
    assert float(found.min()) >= least
    assert float(found.mean()) >= mean


@pytest.mark.slow
def test_the_exported_network_has_the_operators_of_the_plain_one(exports: dict[str, Any]) -> None:
    import onnx

    def operators(name: str) -> Counter[str]:
        graph = onnx.load(str(exports[name].folder / NETWORK)).graph
        assert not [node.name for node in graph.node if "lora" in node.name.lower()]
        assert not [one.name for one in graph.initializer if "lora" in one.name.lower()]
        return Counter(node.op_type for node in graph.node)

    assert operators("fp32") == operators("plain")


@pytest.mark.slow
def test_without_the_adapter_the_vectors_are_those_of_the_plain_model_bit_for_bit(
    unmerged: Vectors,
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_model_folder()), device="cpu", local_files_only=True)
    order = sorted(SENTENCES, key=lambda text: (len(text), text))
    plain = embedder("none").encode(order)
    assert (plain == model.encode(order, batch_size=64, normalize_embeddings=True)).all()
    rows = [SENTENCES.index(text) for text in order]
    assert float(cosines(plain, unmerged[rows]).mean()) < 0.99  # and the adapter changes them


def test_the_packaged_adapter_belongs_to_the_packaged_model_alone(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        content = (PACKAGED_ADAPTER / name).read_bytes()
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    assert adapter_identity("", "") == AdapterIdentity("pincite-adapter", digest.hexdigest())
    assert adapter_identity("", "models/mine") is None
    assert adapter_identity("none", "") is None
    copied = shutil.copytree(PACKAGED_ADAPTER, tmp_path / "own")
    (copied / "notes.json").write_text("{}")  # no file of the adapter
    own = adapter_identity(str(copied), "models/mine")
    assert own == AdapterIdentity(str(copied), digest.hexdigest())


def test_the_hash_that_vectors_must_fit_changes_with_model_adapter_and_export() -> None:
    plain = ModelIdentity("m", "1" * 64)
    one, other = (replace(plain, adapter=AdapterIdentity("a", one * 64)) for one in "23")
    bases = (plain, one, other, replace(one, sha256="4" * 64))
    every = [
        *bases,
        *(exported_identity(base, form) for base in bases for form in ("int8", "fp32")),
    ]
    assert len({identity.vectors_sha256 for identity in every}) == len(every)
    renamed = replace(one, name="n", adapter=AdapterIdentity("b", "2" * 64))
    assert renamed.vectors_sha256 == one.vectors_sha256


def test_without_an_adapter_the_hash_is_that_of_older_versions() -> None:
    plain = ModelIdentity("m", "1" * 64)
    assert plain.vectors_sha256 == "1" * 64
    made_of = f"{'1' * 64} int8 {EXPORT_VERSION}"
    exported = exported_identity(plain, "int8").vectors_sha256
    assert exported == hashlib.sha256(made_of.encode()).hexdigest()


def _without_config(folder: Path) -> None:
    (folder / "adapter_config.json").unlink()


def _without_weights(folder: Path) -> None:
    (folder / "adapter_model.safetensors").unlink()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (shutil.rmtree, "adapter_config.json is missing"),
        (_without_config, "adapter_config.json is missing"),
        (_without_weights, "adapter_model.safetensors is missing"),
    ],
)
def test_a_folder_without_an_adapter_is_refused_before_anything_is_loaded(
    tmp_path: Path, damage: Callable[[Path], None], named: str
) -> None:
    folder = shutil.copytree(PACKAGED_ADAPTER, tmp_path / "own")
    damage(folder)
    settings = load_settings({"PINCITE_ADAPTER": str(folder)})
    with pytest.raises(SettingError, match=rf"{named}: set PINCITE_ADAPTER .*, or to none"):
        encoder_for_build(settings, None, tmp_path / "export")


def _configured(**change: Any) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        config = json.loads((folder / "adapter_config.json").read_text())
        (folder / "adapter_config.json").write_text(json.dumps({**config, **change}))

    return damage


def _weights(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        from safetensors.numpy import load_file, save_file

        weights = load_file(folder / "adapter_model.safetensors")
        change(weights)
        save_file(weights, folder / "adapter_model.safetensors")

    return damage


def _cut_short(folder: Path) -> None:
    file = folder / "adapter_model.safetensors"
    file.write_bytes(file.read_bytes()[:1000])


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        _configured(target_modules=["no_such_matrix"]),
        _configured(r=8),
        _configured(target_modules=["query"]),
        _configured(peft_type="PREFIX_TUNING", num_virtual_tokens=4),
        _weights(lambda weights: weights.popitem()),
        _weights(
            lambda weights: weights.update({"base_model.model.x.lora_A.weight": np.zeros((1, 1))})
        ),
        _cut_short,
    ],
    ids=["other modules", "other rank", "fewer modules", "other kind", "a matrix less",
         "a matrix more", "cut short"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::UserWarning:peft")
def test_an_adapter_that_does_not_fit_the_model_is_refused_with_the_remedy(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = shutil.copytree(PACKAGED_ADAPTER, tmp_path / "own")
    damage(folder)
    with pytest.raises(SettingError) as raised:
        embedder(str(folder)).encode(["Where?"])
    message = str(raised.value)
    assert message.startswith(f"the adapter in {folder} does not fit the model (")
    assert message.endswith(
        "): set PINCITE_ADAPTER to a LoRA adapter of the model in PINCITE_MODEL, or to none"
    )
    assert "\n" not in message


def adapted(adapter: AdapterIdentity | None) -> BagOfWords:
    """An encoder that calls itself the packaged model."""
    encoder = BagOfWords(PACKAGED_MODEL)
    encoder.identity = replace(encoder.identity, adapter=adapter)
    return encoder


PACKAGED, OTHER = adapter_identity("", ""), AdapterIdentity("models/other", "5" * 64)


PLAIN = "without an adapter"
WITH_PACKAGED = r"with the adapter pincite-adapter \(\w{12}\)"
WITH_OTHER = r"with the adapter models/other \(5{12}\)"


@pytest.mark.parametrize(
    ("made_with", "asked_for", "has", "wants"),
    [
        (PACKAGED, "none", WITH_PACKAGED, PLAIN),
        (None, "", PLAIN, WITH_PACKAGED),
        (OTHER, "", WITH_OTHER, WITH_PACKAGED),
    ],
)
def test_an_index_of_another_adapter_is_refused_with_the_remedy(
    settings: Settings, made_with: AdapterIdentity | None, asked_for: str, has: str, wants: str
) -> None:
    build_index(settings, adapted(made_with))
    view = open_index(settings.index)
    pattern = (
        f"made with the model all-MiniLM-L6-v2 {has} and the service has all-MiniLM-L6-v2 {wants}: "
        rf"run python build_index.py --index {settings.index}, or set PINCITE_MODEL and "
        "PINCITE_ADAPTER back "
        r"\(PINCITE_ADAPTER=none is without an adapter\)"
    )
    with pytest.raises(IndexMismatch, match=pattern):
        encoder_for_serving(replace(settings, adapter=asked_for), view, None)
    wanted = {"none": None, "": PACKAGED}[asked_for]
    with pytest.raises(IndexMismatch, match=re.escape(str(adapted(wanted).identity))):
        open_index(settings.index, adapted(wanted).identity)


def test_the_manifest_names_model_and_adapter_and_a_build_with_another_one_keeps_no_vector(
    settings: Settings,
) -> None:
    build_index(settings, adapted(OTHER))
    manifest = open_index(settings.index).manifest
    assert manifest.model_sha256 == BagOfWords(PACKAGED_MODEL).identity.sha256
    assert (manifest.adapter, manifest.adapter_sha256) == (OTHER.name, OTHER.sha256)
    assert manifest.identity == adapted(OTHER).identity
    again = build_index(settings, adapted(None))
    assert (again.up_to_date, again.embedded, again.reused) == (False, 6, 0)
    manifest = open_index(settings.index).manifest
    assert (manifest.adapter, manifest.adapter_sha256) == (None, None)
