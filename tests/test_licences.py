import pytest

from tests.licences import binds, licences


def test_everything_that_pincite_runs_on_states_a_licence_that_binds_no_user() -> None:
    found = licences()
    assert {"flask", "torch", "numpy", "jinja2", "mcp", "uvicorn", "cryptography"} <= set(found)
    for name, licence in found.items():
        assert licence, f"{name} states no licence"
        assert not binds(licence), f"{name}: {licence}"


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "GNU Lesser General Public License", "AGPL"])
def test_a_licence_that_binds_users_is_told(licence: str) -> None:
    assert binds(licence)


@pytest.mark.parametrize(
    "licence", ["MIT AND (BSD-2-Clause OR LGPL-2.1-or-later)", "MIT OR GPL-2.0"]
)
def test_one_of_several_licences_may_be_chosen(licence: str) -> None:
    assert not binds(licence)


@pytest.mark.parametrize("licence", ["MIT AND LGPL-2.1", "(GPL-2.0 OR AGPL-3.0) AND MIT"])
def test_all_licences_that_hold_together_count(licence: str) -> None:
    assert binds(licence)
