"""Give the tests of stores a server, once for all of them."""

from collections.abc import Iterator

import pytest

from tests.index.store.seekdb.server import Server, served


@pytest.fixture(scope="session")
def seekdb() -> Iterator[Server]:
    with served() as server:
        yield server
