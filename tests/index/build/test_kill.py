import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.store import open_index
from tests.soak.ground import ALWAYS

pytestmark = pytest.mark.slow

SENTENCES = 1500
KILLS = int(os.environ.get("KILLS", "2"))
"""``python -m tests.soak`` tries more."""


def write(corpus: Path, word: str) -> None:
    text = " ".join(f"The {word} number {at} leaves at {at % 24} hours." for at in range(SENTENCES))
    (corpus / "ferry.txt").write_text(text)


def start(settings: Settings) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.index.build.build_once",
        str(settings.corpus),
        str(settings.index),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "building\n"
    return process


def test_a_build_killed_at_any_moment_leaves_an_index_that_opens(
    settings: Settings, build: Callable[..., BuildSummary], corpus: Path
) -> None:
    write(corpus, "ferry")
    process = start(settings)
    started = time.perf_counter()
    assert process.communicate()[0] == "done\n"
    whole_build = time.perf_counter() - started
    moments = random.Random(7)
    killed = 0
    while killed < KILLS:
        before = open_index(settings.index).manifest.fingerprint
        write(corpus, f"boat{moments.random()}")
        process = start(settings)
        time.sleep(moments.uniform(0, 0.9 * whole_build))
        process.kill()
        finished = process.communicate()[0] == "done\n"
        killed += not finished
        served = open_index(settings.index).manifest
        assert served.passages >= SENTENCES
        assert served.fingerprint != before or not finished
    summary = build()
    assert open_index(settings.index).manifest.fingerprint == summary.fingerprint
    left = {path.name for path in settings.index.iterdir()} - ALWAYS
    assert len(left) <= settings.keep_generations
    assert ".unfinished" not in left
