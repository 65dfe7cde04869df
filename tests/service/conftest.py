import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from service.engine import Engine
from service.loader import EngineLoader
from service.web import create_app
from tests.fakes import BagOfWords


@pytest.fixture
def client(engine: Engine, settings: Settings) -> FlaskClient:
    """A client of the application over the small corpus."""
    loader = EngineLoader(settings, BagOfWords())
    assert loader.load()
    return create_app(settings, loader).test_client()


@pytest.fixture
def unready(settings: Settings) -> FlaskClient:
    """A client of the application while there is no index."""
    return create_app(settings, EngineLoader(settings, BagOfWords())).test_client()
