"""The six entries that the model card is published with, alone in a folder."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import service
from tests.service.http_client import get_json, until_ready

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
ENTRIES = ("corpus", "index", "service", "tests", "build_index.py", "requirements.txt")


def copied(folder: Path) -> Path:
    folder.mkdir()
    for name in ENTRIES:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "var", "*.pdf")
            shutil.copytree(source, folder / name, ignore=left_out)
        else:
            shutil.copy(source, folder / name)
    return folder


def test_a_copy_of_the_six_entries_builds_serves_and_answers(tmp_path: Path) -> None:
    here = copied(tmp_path / "copy")
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONPATH" and not name.startswith("PINCITE_")
    } | {"HOME": str(tmp_path)}  # which has the cache of exported models
    subprocess.run(
        [sys.executable, "build_index.py"], cwd=here, env=environ, check=True, capture_output=True
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", "0"],
        cwd=here,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, process.stderr and process.stderr.read()
        address = first.split()[-1]
        until_ready(address)
        answer = get_json(f"{address}ask?q=How+many+U.S.+troops+are+stationed+in+Japan%3F")
        assert answer["status"] == "answered"
        about = get_json(f"{address}about?format=json")
        assert (about["version"], about["licence"]) == (service.__version__, "Apache-2.0")
    finally:
        process.terminate()
        process.communicate()


def test_the_project_has_the_version_and_the_licence_that_the_service_tells() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert content["project"]["dynamic"] == ["version"]
    assert content["tool"]["hatch"]["version"] == {"path": "service/__init__.py"}
    assert content["project"]["license"] == "Apache-2.0"


def test_the_version_is_known_without_importing_flask() -> None:
    code = "import sys, service; service.__version__; sys.exit('flask' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
