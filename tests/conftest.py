import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest

from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from service.answers.engine import Engine
from tests.fakes import BagOfWords

# A busy machine is no reason to fail.
hypothesis.settings.register_profile("pincite", deadline=None)
hypothesis.settings.load_profile("pincite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the index of the packaged model, which takes a quarter of a minute."""
    for item in items:
        if "alliance_index" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


REPORTS = Path(__file__).parent.parent / "corpus" / "reports"
ALLIANCE = REPORTS / "us-japan-alliance.txt"

FERRY = """The ferry to Kestrel Bay leaves at nine. It carries forty cars.

Tickets cost twelve dollars. Children travel free of charge.
"""
HARBOR = """The harbor master is Ada Lindqvale. She was appointed in 2011.
"""


def _write_small_corpus(folder: Path) -> Path:
    (folder / "notes").mkdir(parents=True)
    (folder / "ferry.txt").write_text(FERRY)
    (folder / "notes" / "Harbor.txt").write_text(HARBOR)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the exports of the tests' builds away from those of whoever runs the tests."""
    os.environ["PINCITE_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two small reports."""
    return _write_small_corpus(tmp_path / "corpus")


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    """Settings without the reranker, which takes a quarter of a second to load."""
    return load_settings(
        {}, corpus=corpus, index=tmp_path / "index", job_folder=tmp_path / "jobs", reranker="none"
    )


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index over the small corpus: built once, to be read, or copied by whoever writes."""
    folder = tmp_path_factory.mktemp("small")
    corpus, index = _write_small_corpus(folder / "corpus"), folder / "index"
    build_index(load_settings({}, corpus=corpus, index=index), BagOfWords())
    return index


@pytest.fixture
def build(settings: Settings) -> Callable[..., BuildSummary]:
    """Builds the index over the small corpus with the small embedder."""

    def run(embedder: BagOfWords | None = None) -> BuildSummary:
        return build_index(settings, embedder or BagOfWords())

    return run


@pytest.fixture
def own_engine(settings: Settings, small_index: Path) -> Engine:
    """An engine over an index of the test's own, which may be built anew or damaged."""
    shutil.copytree(small_index, settings.index)
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="session")
def alliance_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The index over our own report, made by the real command with the real model."""
    from build_index import main

    index = tmp_path_factory.mktemp("alliance") / "index"
    assert main(["--corpus", str(REPORTS), "--index", str(index)]) == 0
    yield index
    shutil.rmtree(index)


@pytest.fixture(scope="session")
def alliance(alliance_index: Path) -> Engine:
    """An engine over our own report with the real model."""
    return Engine(load_settings({}, corpus=REPORTS, index=alliance_index))


@contextmanager
def running_service(index: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the real service on a free port; gives the process and its address."""
    command = [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(index)]
    environ = {**os.environ, "PINCITE_JOB_FOLDER": str(index.parent / "jobs")}
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process, process.stdout.readline().split()[-1]
    if process.poll() is None:
        process.terminate()
    process.communicate()
