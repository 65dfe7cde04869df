"""Builds on a real Ray of this machine, with actors that are killed, beside builds without it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from index.store import open_index
from tests.conftest import REPORTS
from tests.corpus.sandbox import hostile
from tests.fakes import BagOfWords
from tests.index.build.build_many import write
from tests.index.workers.ray.conftest import REQUIRED
from tests.index.workers.ray.try_pool import PIECES
from tests.soak.same import contents

pytestmark = pytest.mark.slow

ROOT = REPORTS.parents[1]
FILES = 2000
_SECONDS = 600


def run(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in a process of its own, and return the object that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def built(
    corpus: Path,
    index: Path,
    kinds: str = "",
    address: str = "local",
    more: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Any]:
    """Build on Ray, and return what happened."""
    module = "tests.index.workers.ray.build_on_ray"
    return run(module, str(corpus), str(index), address, kinds, json.dumps(dict(more)))


def test_2000_files_with_a_reader_and_an_encoder_killed_give_the_index_of_a_local_build(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, FILES)
    local = build_index(load_settings({}, corpus=corpus, index=tmp_path / "local"), BagOfWords())
    on_ray = built(corpus, tmp_path / "ray", "Reader,Encoder")
    assert on_ray["killed"] == 2
    assert on_ray["fingerprint"] == local.fingerprint
    assert on_ray["embedded"] == local.embedded == 10 * FILES
    assert on_ray["events"] == {"FileRead": FILES, "FileRefused": 0}
    ids = [
        path.relative_to(corpus).with_suffix("").as_posix()
        for path in sorted(corpus.rglob("*.txt"))
    ]
    view = open_index(tmp_path / "ray")
    try:
        assert list(view.reports) == sorted(ids)
        assert len(set(ids)) == len(ids) == FILES
        keys = [key for report in view.reports.values() for key in report.keys]
        assert len(set(keys)) == 10 * FILES
        assert [key for key in keys if key in view.fetch(keys)] == keys
    finally:
        view.close()
    # Texts, sentences, places and vectors, bit by bit.
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert on_ray["left"] == []


def test_a_build_on_ray_is_up_to_date_for_one_without_it_and_reads_what_changed_alone(
    corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    first = built(corpus, index)
    settings = load_settings({}, corpus=corpus, index=index)
    assert build_index(settings, BagOfWords()).up_to_date
    (corpus / "ferry.txt").write_text("The ferry leaves at ten. It carries forty cars.\n")
    second = built(corpus, index)
    assert (second["unchanged"], second["failed"]) == (1, [])
    assert second["fingerprint"] != first["fingerprint"]
    assert build_index(settings, BagOfWords()).fingerprint == second["fingerprint"]


def test_files_that_crash_or_exhaust_their_reader_are_refused_as_without_ray(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "corpus"
    hostile.write(corpus)
    (corpus / "good.docx").write_bytes(
        hostile.docx(b"<w:p><w:r><w:t>It is late.</w:t></w:r></w:p>")
    )
    limits = {"read_cpu_seconds": 2, "read_memory_bytes": 2**28, "max_text_chars": 1_000_000}
    settings = load_settings({}, corpus=corpus, index=tmp_path / "local", **limits)
    local = build_index(settings, BagOfWords())
    on_ray = built(corpus, tmp_path / "ray", more=limits)
    assert on_ray["failed"] == [asdict(failure) for failure in local.failed]
    assert len(local.failed) > 15
    assert on_ray["fingerprint"] == local.fingerprint
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_work_keeps_its_order_while_actors_end_and_is_taken_no_further_ahead_than_needed(
    tmp_path: Path,
) -> None:
    found = run("tests.index.workers.ray.try_pool", str(tmp_path))
    expected: list[list[object]] = [
        [at, "known" if at % 10 == 5 else 2 * at, False] for at in range(PIECES)
    ]
    expected[13] = [13, None, True]
    assert found["found"] == expected
    assert found["ahead"] <= 4  # two for each actor
    assert found["greeted"] == 2 + 3 + 1  # three tried number 13, and one the number 20


def test_the_packaged_model_gives_the_same_bytes_on_ray(
    alliance_index: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "build_index.py", "--corpus", str(REPORTS), "--json"]
    clean = {name: value for name, value in os.environ.items() if name != REQUIRED}
    done = subprocess.run(
        [*command, "--index", str(tmp_path / "ray"), "--ray"],
        capture_output=True, text=True, check=True, timeout=_SECONDS, env=clean, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(done.stdout)["passages"] > 300
    assert contents(tmp_path / "ray") == contents(alliance_index)


def test_ctrl_c_ends_the_build_and_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    corpus, own = tmp_path / "corpus", Path(tempfile.mkdtemp(prefix="t-"))
    write(corpus, 1000)
    clean = {name: value for name, value in os.environ.items() if name != REQUIRED}
    process = subprocess.Popen(
        [
            *(sys.executable, "build_index.py", "--corpus", str(corpus)),
            *("--index", str(tmp_path / "index"), "--ray"),
        ],
        stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**clean, "TMPDIR": str(own)},
    )  # fmt: skip
    started = psutil.Process(process.pid)
    try:
        family: set[psutil.Process] = set()
        until = time.monotonic() + _SECONDS
        while not any(one.name().startswith("ray::Reader") for one in family):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.5)
            family = {one for one in started.children(recursive=True) if one.is_running()}
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (130, "build_index.py: stopped\n")
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive
    assert [path for path in own.iterdir() if path.name.startswith("pincite-ray")] == []
    shutil.rmtree(own)
