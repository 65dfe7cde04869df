"""A build on a cluster of two nodes, both on this machine, of which one is lost."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from tests.fakes import BagOfWords
from tests.index.build.build_many import write
from tests.soak.same import contents

pytestmark = pytest.mark.slow

_SECONDS = 600
_RAY = "from ray.scripts.scripts import main; main()"
LOOPBACK = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else Ray listens on every address
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
}


@contextmanager
def node(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start a node with one processor, and end it and all its processes."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", _RAY, "start", "--num-cpus=1", "--block", *options),
            *("--node-ip-address=127.0.0.1", "--include-dashboard=false"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(folder),
    )
    try:
        yield process
    finally:
        lose(process)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, **LOOPBACK, "RAY_AUTH_TOKEN_PATH": str(folder / "token")}


def lose(process: "subprocess.Popen[str]") -> None:
    """Kill a node and all its processes at once, as a machine that is switched off."""
    try:
        family = [*psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for one in family:
        one.kill()
    process.kill()
    process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def nodes(address: str, folder: Path) -> int:
    """Return how many nodes of a cluster live."""
    script = (
        "import ray, sys; ray.init(sys.argv[1], logging_level='error');"
        "print(sum(one['Alive'] for one in ray.nodes()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, address],
        capture_output=True, text=True, check=False, env=environment(folder), timeout=120,
    )  # fmt: skip
    return int(done.stdout) if done.returncode == 0 else 0


def test_a_build_on_two_nodes_of_which_one_is_lost_gives_the_index_of_a_local_build(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, 600)
    local = build_index(load_settings({}, corpus=corpus, index=tmp_path / "local"), BagOfWords())
    with tempfile.TemporaryDirectory(prefix="t-") as short:
        folder = Path(short)
        (folder / "token").write_text("0123456789abcdef" * 4)
        address = f"127.0.0.1:{free_port()}"
        head = ("--head", f"--port={address.rpartition(':')[2]}", f"--temp-dir={folder / 'ray'}")
        with node(folder, *head):
            until = time.monotonic() + 120
            while nodes(address, folder) < 1:
                assert time.monotonic() < until
            with node(folder, f"--address={address}") as other:
                while nodes(address, folder) < 2:
                    assert time.monotonic() < until + 60
                module = "tests.index.workers.ray.build_on_ray"
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", module, str(corpus), str(tmp_path / "ray")),
                        *(address, "", "{}", "100"),
                    ],
                    stdout=subprocess.PIPE, text=True, env=environment(folder),
                )  # fmt: skip
                try:
                    assert process.stdout is not None
                    assert process.stdout.readline() == "100 files are read\n"
                    lose(other)
                    out, _ = process.communicate(timeout=_SECONDS)
                finally:
                    process.kill()
    assert process.returncode == 0
    on_ray = json.loads(out.splitlines()[-1])
    assert on_ray["fingerprint"] == local.fingerprint
    assert (on_ray["embedded"], on_ray["failed"]) == (6000, [])
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
