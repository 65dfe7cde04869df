"""What the first stage finds for the question of a test's module."""

from pathlib import Path

import pytest

from index.search.search import Query, search
from index.store import open_index
from index.store.protocol import View
from index.types import Hit
from tests.fakes import BagOfWords


@pytest.fixture(scope="module")
def view(small_index: Path) -> View:
    return open_index(small_index)


@pytest.fixture
def hits(view: View, request: pytest.FixtureRequest) -> list[Hit]:
    words = request.module.WORDS
    vector = BagOfWords().encode([words.text])
    (found,) = search(view, [Query(words, 6)], vector, 100, 0.5)
    return found
