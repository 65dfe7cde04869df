from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.mcp import tools
from service.mcp.desk import Desk, watched
from service.mcp.results import ToolResult
from tests.fakes import BagOfWords
from tests.service.mcp import hostile

SITE = "https://reports.example.org/pincite"
Call = Callable[..., ToolResult]


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a small report, and of one that gives instructions."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus, index = hostile.write(folder / "corpus"), folder / "index"
    build_index(load_settings({}, corpus=corpus, index=index), BagOfWords())
    return index


@pytest.fixture(scope="module")
def desk(hostile_index: Path) -> Desk:
    """What the tools need, over both reports."""
    settings = load_settings({}, index=hostile_index, reranker="none")
    return watched(Engine(settings, BagOfWords()), lambda: SITE)


@pytest.fixture(scope="module")
def call(desk: Desk) -> Call:
    """Calls a tool, without the protocol."""
    return lambda name, **given: tools.call(desk, name, given)


@pytest.fixture(scope="module")
def view(desk: Desk) -> Any:
    """The generation that answers."""
    return desk.opened.generation
