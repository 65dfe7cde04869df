import pytest

from tests.licences import BINDING, licences


def test_everything_that_pincite_runs_on_states_a_licence_that_binds_no_user() -> None:
    found = licences()
    assert {"flask", "torch", "numpy", "jinja2", "mcp", "uvicorn", "cryptography"} <= set(found)
    for name, licence in found.items():
        assert licence, f"{name} states no licence"
        assert not BINDING.search(licence), f"{name}: {licence}"


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "GNU Lesser General Public License", "AGPL"])
def test_a_licence_that_binds_users_is_told(licence: str) -> None:
    assert BINDING.search(licence)
