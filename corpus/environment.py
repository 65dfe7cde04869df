"""Turn environment variables into values of settings."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from corpus.errors import SettingError

_TRUTH = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def values_of(
    environ: Mapping[str, str], prefix: str, known: Mapping[str, type], former: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values of all variables that have the prefix, by the name of the setting.

    Args:
        known: the type of each setting, by name.
        former: current names by former names.

    Raises:
        SettingError: when a variable names no setting, or its value has the wrong type.
    """
    given: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith(prefix):
            continue
        name = variable.removeprefix(prefix).lower()
        current = former.get(name, name)
        if current not in known:
            meant = get_close_matches(name, known, 1)
            remedy = f"did you mean {prefix}{meant[0].upper()}? " if meant else ""
            raise SettingError(
                f"{variable} is not a setting", f"{remedy}docs/settings.md lists the names"
            )
        given[name] = _parse(variable, text, known[current])
    return given


def by_current_name(
    given: Mapping[str, Any], prefix: str, former: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values by the current names of the settings.

    Raises:
        SettingError: when a setting has different values under its two names.
    """
    found = {name: value for name, value in given.items() if name not in former}
    for old, name in former.items():
        if old in given and found.setdefault(name, given[old]) != given[old]:
            raise SettingError(
                f"{prefix}{name.upper()} and {prefix}{old.upper()} have different values: "
                "remove the second, which is the former name of the first"
            )
    return found


def _parse(variable: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in _TRUTH:
            raise SettingError(f"{variable} is {text!r}: it must be 1 or 0")
        return _TRUTH[text.lower()]
    try:
        return kind(text)
    except ValueError as error:
        raise SettingError(f"{variable} is {text!r}: it must be of type {kind.__name__}") from error
