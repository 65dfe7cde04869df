"""Skip what needs Ray, loudly, where nobody asked for it."""

import importlib.util

import pytest

from tests.index.workers.conftest import ASKED


@pytest.fixture(scope="session", autouse=True)
def _ray() -> None:
    if not ASKED:
        pytest.skip("builds on Ray are NOT tested: run make test-ray")
    if importlib.util.find_spec("ray") is None:
        pytest.fail("Ray is not installed: run make test-ray")
