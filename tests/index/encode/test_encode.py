"""What the model and its exports promise alike."""

import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged, SettingError
from corpus.settings import load_settings
from index.encode.choose import encoder_for_build
from index.encode.export import CannotExport, export_encoder, likeness
from index.encode.exported import NETWORK, OnnxEmbedder
from index.encode.sentence_transformer import SentenceTransformerEmbedder
from index.types import Embedder
from tests.conftest import ALLIANCE

pytestmark = pytest.mark.slow

SHORT = "The ferry leaves at nine."
LONG = ", ".join(f"the ferry of {at} to Kestrel Bay" for at in range(100)) + "."
REPORT = ALLIANCE.read_text(encoding="utf-8").splitlines()[:40]


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder("", "cpu", 1, 32)


@pytest.fixture(scope="module")
def exports(
    model: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Embedder]:
    folder = tmp_path_factory.mktemp("exports")
    made = {name: export_encoder(model, name, folder / name, 2) for name in ("fp32", "int8")}
    return {"torch": model, **made}


@pytest.mark.parametrize("precision", ["torch", "fp32", "int8"])
def test_a_long_sentence_is_read_in_parts_that_the_model_reads_whole(
    exports: dict[str, Embedder], precision: str
) -> None:
    embedder = exports[precision]
    assert embedder.parts(SHORT) == [SHORT]
    parts = embedder.parts(LONG)
    assert parts == exports["torch"].parts(LONG)
    assert len(parts) > 2
    assert " ".join(parts).replace(" ,", ",").split() == LONG.split()
    for part in parts:
        assert embedder.parts(part) == [part]
    one, cut = embedder.encode([parts[0], parts[0] + " " + SHORT * 100])
    assert float(one @ cut) < 0.999  # what this part was cut for: the model reads 256 pieces
    np.testing.assert_allclose(np.linalg.norm([one, cut], axis=1), 1, atol=1e-5)


def test_an_export_without_its_library_tells_what_to_install(
    model: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(SettingError, match="onnx is not installed: run pip install -r"):
        export_encoder(model, "int8", tmp_path, 1)


def test_an_export_in_full_precision_gives_the_vectors_of_the_model(
    exports: dict[str, Embedder],
) -> None:
    np.testing.assert_allclose(
        exports["fp32"].encode(REPORT), exports["torch"].encode(REPORT), atol=1e-5
    )


def test_an_export_in_eight_bits_is_close_to_the_model(exports: dict[str, Embedder]) -> None:
    found = likeness(exports["torch"].encode(REPORT), exports["int8"].encode(REPORT))
    assert found.cosine > 0.98
    assert found.least > 0.95
    assert found.same_nearest > 0.7


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(
    exports: dict[str, Embedder], precision: str
) -> None:
    embedder = exports[precision]
    together = embedder.encode(REPORT)
    alone = np.concatenate([embedder.encode([text]) for text in REPORT])
    assert (together == alone).all()


def test_likeness_is_perfect_for_the_same_vectors_and_not_for_others() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 1]]
    same = likeness(vectors, vectors)
    assert (same.cosine, same.least, same.same_nearest) == (1.0, 1.0, 1.0)
    other = likeness(vectors, np.roll(vectors, 1, axis=0))
    assert other.least == 0.0
    assert other.same_nearest < 1.0


def test_a_model_that_puts_a_prompt_before_texts_is_not_exported(tmp_path: Path) -> None:
    model = SentenceTransformerEmbedder("", "cpu", 1, 32)
    model.network.default_prompt_name = "query"
    with pytest.raises(CannotExport, match="prompt"):
        export_encoder(model, "fp32", tmp_path, 1)


def test_an_encoder_that_cannot_be_loaded_names_the_command_that_mends_it(
    exports: dict[str, Embedder], tmp_path: Path
) -> None:
    (tmp_path / NETWORK).write_bytes(b"not a network")
    with pytest.raises(IndexDamaged, match=r"build_index\.py"):
        OnnxEmbedder(tmp_path, exports["int8"].identity, 1)


def test_torch_serves_where_the_settings_ask_for_it(tmp_path: Path) -> None:
    settings = load_settings({"PINCITE_PRECISION": "torch"})
    encoder = encoder_for_build(settings, None, tmp_path)
    assert isinstance(encoder.embedder, SentenceTransformerEmbedder)
    assert encoder.folder is None
    assert encoder.record.why_torch == "the settings ask for it"
