"""The six entries that the model card is published with, alone in a folder."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import service
from tests.service.http.served import PATIENCE

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


def get(address: str, path: str) -> dict[str, object]:
    request = Request(f"{address.rstrip('/')}{path}", headers={"Accept": "application/json"})
    with urlopen(request, timeout=60) as response:
        found: dict[str, object] = json.load(response)
        return found


def until_ready(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            get(address, "/readyz")
            return
        except HTTPError:
            time.sleep(0.1)
    raise TimeoutError


def test_a_copy_of_the_six_entries_builds_serves_and_answers(tmp_path: Path) -> None:
    here = copied(tmp_path / "copy")
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONPATH" and not name.startswith("PINCITE_")
    }
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
        answer = get(address, "/ask?q=How+many+U.S.+troops+are+stationed+in+Japan%3F")
        assert answer["status"] == "answered"
        about = get(address, "/about?format=json")
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
