import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings, load_settings
from service.answers import opened
from service.answers.engine import Engine
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.http.served import Served, served
from tests.service.small_calibration import calibration_for

Guarded = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def log_level() -> Iterator[None]:
    """Put back the level of the log, which a command sets for its whole process."""
    log = logging.getLogger("service")
    before = log.level
    yield
    log.setLevel(before)


@pytest.fixture(autouse=True)
def calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every status to some question of the small corpus."""
    monkeypatch.setattr(opened, "calibration_for", calibration_for)


@pytest.fixture(scope="module")
def engine(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over the small corpus, for all tests of a module that leave the index alone."""
    jobs = tmp_path_factory.mktemp("jobs")
    corpus = small_index.with_name("corpus")
    settings = load_settings({}, corpus=corpus, index=small_index, job_folder=jobs, reranker="none")
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="module")
def client(engine: Engine) -> FlaskClient:
    """A client of the application over the small corpus; see ``engine``."""
    return create_app(engine.settings, engine).test_client()


@pytest.fixture
def own_client(own_engine: Engine) -> FlaskClient:
    """A client of an application with an index and jobs of its own."""
    return create_app(own_engine.settings, own_engine).test_client()


@pytest.fixture
def unready(settings: Settings) -> FlaskClient:
    """A client of the application while there is no index."""
    return create_app(settings, Engine(settings, BagOfWords(), wait=False)).test_client()


@pytest.fixture
def guarded(settings: Settings, small_index: Path) -> Guarded:
    """Makes a client of an application with jobs of its own and the settings of a test."""
    return lambda **chosen: _client_with(replace(settings, index=small_index), chosen)


@pytest.fixture(scope="module")
def shared_guarded(engine: Engine) -> Guarded:
    """Does the same for tests that leave jobs and figures alone: one client for the same."""
    return cache(lambda **chosen: _client_with(engine.settings, chosen))


def _client_with(settings: Settings, chosen: dict[str, object]) -> FlaskClient:
    made = replace(settings, **chosen)  # type: ignore[arg-type]
    return create_app(made, Engine(made, BagOfWords())).test_client()


@pytest.fixture(scope="session")
def small(small_index: Path) -> Iterator[Served]:
    """A server over the small corpus, for tests that leave it as it was."""
    # Where a request never ends, a test waits for this long.
    with served(small_index, client_seconds=10) as running:
        yield running
