"""The files that run Pincite for others: Dockerfile, systemd unit, nginx configuration.

``tests.deploy.container`` builds the container, or runs the steps of its Dockerfile.
``test_behind_nginx.py`` runs nginx.
"""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from corpus.settings import load_settings
from tests.deploy.container import command, read_dockerfile

ROOT = Path(__file__).parents[2]
UNIT = (ROOT / "deploy" / "pincite.service").read_text(encoding="utf-8")
NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
RUN = read_dockerfile()[-1]
NEED_TORCH = {"torch", "sentence-transformers", "transformers", "peft", "accelerate"}


def needed_by(distribution: str, seen: set[str]) -> set[str]:
    """Return the names of a distribution and of all that it needs."""
    name = re.sub(r"[-_.]+", "-", distribution).lower()
    if name not in seen:
        seen.add(name)
        for need in map(Requirement, metadata.distribution(name).requires or ()):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                needed_by(need.name, seen)
    return seen


def test_nothing_that_the_container_runs_on_needs_torch() -> None:
    (install,) = [rest for name, rest in RUN.steps if name == "RUN" and "pip install" in rest]
    assert install.endswith("-r requirements-core.txt")
    lines = (ROOT / "requirements-core.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if re.match(r"\w", line)]
    seen: set[str] = set()
    for line in kept:
        needed_by(Requirement(line).name, seen)
    assert seen & NEED_TORCH == set()
    assert {"flask", "onnxruntime", "tokenizers", "nltk", "faiss-cpu"} <= seen
    assert len(kept) >= 20


def test_the_container_has_a_user_of_its_own_a_volume_and_a_probe() -> None:
    assert RUN.last("USER") == "pincite"
    assert "--uid 10001" in " ".join(rest for name, rest in RUN.steps if name == "RUN")
    assert RUN.last("VOLUME") == "/data"
    assert RUN.last("EXPOSE") == "8000"
    assert "/healthz" in " ".join(command(RUN, "HEALTHCHECK"))
    assert {stage.base for stage in read_dockerfile()} == {"python:3.11-slim"}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "var"} <= set(ignored)


def test_the_settings_of_container_and_unit_exist_and_keep_all_data_in_one_place() -> None:
    container = load_settings(RUN.environment())
    assert container.host == "0.0.0.0"
    for folder in (container.corpus, container.index, container.job_folder):
        assert folder.is_relative_to("/data")
    assert str(container.cache) == "/data/cache"
    unit = load_settings(dict(re.findall(r"^Environment=(\w+)=(.*)$", UNIT, re.MULTILINE)))
    assert unit.host == "127.0.0.1"
    assert str(unit.index).startswith("%S/pincite/")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    path = tmp_path / "pincite.service"
    path.write_text(UNIT.replace("/opt/pincite/.venv/bin/python", sys.executable), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", path], capture_output=True, text=True, check=False
    )
    assert "pincite.service" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_the_proxy_lets_through_what_the_service_does() -> None:
    settings = load_settings({})
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(megabytes) * 2**20 > max(settings.max_upload_bytes, settings.max_draft_bytes)
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", NGINX)
    assert int(seconds) > settings.request_seconds + settings.waiting_seconds
