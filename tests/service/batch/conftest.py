import pytest
from flask.testing import FlaskClient

from service.answers.engine import Engine


@pytest.fixture
def engine(own_engine: Engine) -> Engine:
    """Jobs are answered by threads that an engine keeps: each test has an engine of its own."""
    return own_engine


@pytest.fixture
def client(own_client: FlaskClient) -> FlaskClient:
    """The job folder of a client is its test's own, too."""
    return own_client
