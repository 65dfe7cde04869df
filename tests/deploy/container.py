"""Build the container and ask it; without docker, run the steps of its Dockerfile: make container.

The steps run in a folder of their own, with one folder for each stage in the place of "/". Left out
is what only a container has: the user, and the files of the base image.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.service.http.served import PATIENCE
from tests.service.http_client import get, get_json, until_ready

ROOT = Path(__file__).parents[2]
QUESTION = "?q=How+many+U.S.+troops+are+stationed+in+Japan%3F"
_OURS = re.compile(r"(?<![\w./:-])/(app|opt|data|tmp)\b")
_IMAGE = "pincite-test"


@dataclass
class Stage:
    """The instructions of one stage, in order."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, instruction: str) -> str:
        """Return what the last instruction of this name says."""
        return [rest for name, rest in self.steps if name == instruction][-1]

    def environment(self) -> dict[str, str]:
        """Return the variables that ENV sets."""
        pairs = [pair for name, rest in self.steps if name == "ENV" for pair in rest.split()]
        return dict(pair.split("=", 1) for pair in pairs)


def read_dockerfile() -> list[Stage]:
    """Return the stages of the Dockerfile."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    stages: list[Stage] = []
    for line in text.replace("\\\n", " ").splitlines():
        name, _, rest = line.partition(" ")
        if name == "FROM":
            base, _, stage = rest.partition(" AS ")
            stages.append(Stage(stage, base))
        elif name:
            stages[-1].steps.append((name, " ".join(rest.split())))
    return stages


def command(stage: Stage, instruction: str) -> list[str]:
    """Return the command of CMD or HEALTHCHECK."""
    found: list[str] = json.loads(re.search(r"\[.*\]", stage.last(instruction))[0])  # type: ignore[index]
    return found


class Steps:
    """Runs the steps of the stages below a folder."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder; each stage has its own one in it."""
        self._folder = folder

    def here(self, stage: Stage, text: str) -> str:
        """Return a text with the stage's folder before each of its paths."""
        return _OURS.sub(lambda match: f"{self._folder}/{stage.name}/{match[1]}", text)

    def environ(self, stage: Stage) -> dict[str, str]:
        """Return the environment of a command, in which nothing of the caller's helps."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        kept |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        own = {name: self.here(stage, value) for name, value in stage.environment().items()}
        return kept | own

    def run(self, stage: Stage) -> None:
        """Run the steps of a stage."""
        for folder in ("opt", "tmp"):
            (self._folder / stage.name / folder).mkdir(parents=True)
        for name, rest in stage.steps:
            if name == "WORKDIR":
                Path(self.here(stage, rest)).mkdir(parents=True)
            elif name == "COPY":
                self._copy(stage, rest)
            elif name == "RUN" and not rest.startswith("useradd"):
                print(f"{stage.name}: {rest[:90]}", flush=True)
                shell = ["bash", "-ec", self.here(stage, rest)]
                subprocess.run(shell, check=True, cwd=self.home(stage), env=self.environ(stage))

    def home(self, stage: Stage) -> Path:
        """Return the folder that WORKDIR names."""
        return Path(self.here(stage, stage.last("WORKDIR")))

    def _copy(self, stage: Stage, rest: str) -> None:
        if rest.startswith("--from="):
            origin, source, target = rest.removeprefix("--from=").split()
            shutil.copytree(f"{self._folder}/{origin}{source}", self.here(stage, target))
            return
        *sources, _ = rest.split()
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *sources],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.splitlines()  # fmt: skip
        left_out = tuple(f"{line}/" for line in (ROOT / ".dockerignore").read_text("utf-8").split())
        for path in listed:
            if not path.startswith(left_out) and (ROOT / path).is_file():
                place = self.home(stage) / path
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, place)


def check(site: str) -> None:
    """Wait until the service has built its index, ask it, and check what it answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            get(f"{site}healthz")
            break
        except OSError:  # nothing listens yet
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.5)
    until_ready(site)
    answer = get_json(f"{site}ask{QUESTION}")
    assert answer["passages"][0]["answer"]["text"] == "about 50,000", answer
    assert get(f"{site}reports", "text/html")[0] == 200


@contextmanager
def _by_steps(folder: Path, port: int) -> Iterator[str]:
    stages, steps = read_dockerfile(), Steps(folder)
    for stage in stages:
        steps.run(stage)
    last = stages[-1]
    data = Path(steps.here(last, "/data"))
    shutil.copytree(ROOT / "corpus" / "reports", data / "reports", dirs_exist_ok=True)
    has_torch = list((folder / last.name / "opt").rglob("site-packages/torch"))
    assert not has_torch, has_torch
    environ = steps.environ(last) | {"PINCITE_PORT": str(port), "PINCITE_OPEN": "1"}
    run = [steps.here(last, part) for part in command(last, "CMD")]
    process = subprocess.Popen(run, cwd=steps.home(last), env=environ)
    try:
        yield f"http://127.0.0.1:{port}/"
        probe = [steps.here(last, part) for part in command(last, "HEALTHCHECK")]
        subprocess.run([part.replace(":8000", f":{port}") for part in probe], check=True)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _by_docker(folder: Path, port: int) -> Iterator[str]:
    subprocess.run(["docker", "build", "-t", _IMAGE, "."], cwd=ROOT, check=True)
    data = folder / "data"
    shutil.copytree(ROOT / "corpus" / "reports", data / "reports")
    for path in (data, *data.rglob("*")):
        path.chmod(0o777)  # the user of the container is not ours
    options = ["--rm", "-d", "-p", f"127.0.0.1:{port}:8000", "-e", "PINCITE_OPEN=1"]
    run = ["docker", "run", *options, "-v", f"{data}:/data", _IMAGE]
    name = subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()

    def inside(*words: str) -> tuple[int, str]:
        words_there = ["docker", "exec", name, *words]
        done = subprocess.run(words_there, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.strip()

    try:
        yield f"http://127.0.0.1:{port}/"
        assert inside("id", "-u") == (0, "10001")
        assert inside("sh", "-c", "ls -d /opt/venv/lib/*/site-packages/torch")[0] != 0
        assert inside(*command(read_dockerfile()[-1], "HEALTHCHECK"))[0] == 0
    finally:
        subprocess.run(["docker", "stop", name], check=True, capture_output=True)


def has_docker() -> bool:
    """Tell whether a docker daemon answers."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def main() -> int:
    """Build, run and ask the container; return 0 when all of it went well."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        docker = has_docker()
        with (_by_docker if docker else _by_steps)(Path(folder), port) as site:
            check(site)
    how = "docker" if docker else "the Dockerfile's steps"
    print(f"The container answers, built by {how} in {time.monotonic() - start:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
