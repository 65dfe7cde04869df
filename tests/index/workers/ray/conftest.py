"""Skip what needs Ray, loudly, where nobody asked for it."""

import importlib.util
import os

import pytest

REQUIRED = "PINCITE_TEST_RAY"
"""Set by ``make test-ray``, which installs Ray."""


@pytest.fixture(scope="session", autouse=True)
def _ray() -> None:
    if importlib.util.find_spec("ray") is None or REQUIRED not in os.environ:
        if os.environ.get(REQUIRED):
            pytest.fail("Ray is not installed: run make test-ray")
        pytest.skip("builds on Ray are NOT tested: run make test-ray")
