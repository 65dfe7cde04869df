"""Nothing that answers loads torch: it is most of the start and of the memory."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import running_service
from tests.service.http_client import until_ready

HEAVY = (
    *("torch", "transformers", "sentence_transformers", "peft", "accelerate"),
    *("nltk", "scipy", "sklearn", "onnx"),
)


def loaded_by(*arguments: object) -> set[str]:
    """Run a command and return the names of all modules that it imported."""
    command = [sys.executable, "-X", "importtime", "-m", "service", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    return {line.split("|")[-1].strip() for line in lines if line.startswith("import time:")}


def check_light(modules: Sequence[str] | set[str]) -> None:
    assert "service.answers.engine" in modules
    assert not {name.split(".")[0] for name in modules} & set(HEAVY)


def test_ask_loads_nothing_heavy(alliance_index: Path) -> None:
    check_light(loaded_by("ask", "How many troops?", "--index", alliance_index))


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".md"])
def test_batch_loads_nothing_heavy(alliance_index: Path, tmp_path: Path, ending: str) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("How many troops?\n")
    output = tmp_path / f"answers{ending}"
    check_light(loaded_by("batch", questions, "-o", output, "--index", alliance_index))


def test_the_service_maps_nothing_of_torch(alliance_index: Path) -> None:
    with running_service(alliance_index) as (process, address):
        until_ready(address)
        maps = Path(f"/proc/{process.pid}/maps").read_text()
    assert "onnxruntime" in maps
    assert "torch" not in maps
    assert "sklearn" not in maps
