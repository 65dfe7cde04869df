from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from index.build.build import BuildSummary
from service.answers.engine import Engine
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.http.served import Served, built, served


@pytest.fixture
def client(engine: Engine, settings: Settings) -> FlaskClient:
    """A client of the application over the small corpus."""
    return create_app(settings, engine).test_client()


@pytest.fixture
def unready(settings: Settings) -> FlaskClient:
    """A client of the application while there is no index."""
    return create_app(settings, Engine(settings, BagOfWords(), wait=False)).test_client()


@pytest.fixture
def guarded(settings: Settings, build: Callable[..., BuildSummary]) -> Callable[..., FlaskClient]:
    """Makes a client of an application with the settings of a test and without a reranker."""
    build()

    def make(**chosen: object) -> FlaskClient:
        made = replace(settings, reranker="none", **chosen)  # type: ignore[arg-type]
        engine = Engine(made, BagOfWords())
        return create_app(made, engine).test_client()

    return make


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index over the small corpus, for servers in processes of their own."""
    return built(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def small(small_index: Path) -> Iterator[Served]:
    """A server over the small corpus, for tests that leave it as it was."""
    # Where a request never ends, a test waits for this long.
    with served(small_index, client_seconds=10) as running:
        yield running
