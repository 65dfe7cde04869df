from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.environment import FORMER_NAMES
from corpus.errors import SettingError
from corpus.settings import ALL_SETTINGS, PREFIX, load_settings


def test_the_command_line_overrules_the_environment_and_it_the_default() -> None:
    environ = {"PINCITE_K": "7", "PINCITE_PORT": "9000", "PATH": "/bin"}
    settings = load_settings(environ, port=9001, index=None)
    assert (settings.k, settings.port, settings.index) == (7, 9001, Path("var/index"))


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"PINCITE_K": "many"}, "must be of type int"),
        ({"PINCITE_K": "0"}, "from 1 to"),
        ({"PINCITE_LEXICAL_WEIGHT": "nan"}, "from 0 to 1"),
        ({"PINCITE_K": "9", "PINCITE_MAX_K": "8"}, "lower PINCITE_K, or raise PINCITE_MAX_K"),
        ({"PINCITE_KAY": "5"}, "is not a setting"),
        ({"PINCITE_PORTT": "5"}, "is not a setting: did you mean PINCITE_PORT?"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_limits(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        load_settings(environ)


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_a_former_name_sets_the_setting(former: str, name: str) -> None:
    old, new = f"{PREFIX}{former.upper()}", f"{PREFIX}{name.upper()}"
    settings = load_settings({new: "3"})
    assert str(getattr(settings, name)) == "3"
    assert load_settings({old: "3"}) == load_settings({old: "3", new: "3"}) == settings
    chosen = {former: getattr(settings, name)}
    assert load_settings({new: "4"}, **chosen) == settings


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
@pytest.mark.parametrize("order", [1, -1])
def test_different_values_under_both_names_of_a_setting_are_refused(
    former: str, name: str, order: int
) -> None:
    old, new = f"{PREFIX}{former.upper()}", f"{PREFIX}{name.upper()}"
    environ = dict([(old, "3"), (new, "4")][::order])
    with pytest.raises(SettingError, match=f"{new} and {old} have different values"):
        load_settings(environ)
    with pytest.raises(SettingError, match=f"{new} and {old} have different values"):
        load_settings({}, **dict([(former, 3), (name, 4)][::order]))


@given(
    st.sampled_from(list(ALL_SETTINGS.values())),
    st.text(max_size=20) | st.integers().map(str) | st.floats().map(str) | st.just("9" * 5000),
)
def test_any_text_is_a_value_within_the_limits_or_refused(item: Any, text: str) -> None:
    try:
        settings = load_settings({f"{PREFIX}{item.name.upper()}": text})
    except SettingError as error:
        assert item.name in str(error).lower()  # noqa: PT017 (either may be right)
        return
    value = getattr(settings, item.name)
    assert type(value) is type(item.default) or isinstance(value, Path)
    assert item.metadata["low"] is None or item.metadata["low"] <= value <= item.metadata["high"]
    assert settings.k <= settings.max_k
