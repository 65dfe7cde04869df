"""Define what a setting is, and turn environment variables into values of settings."""

import re
from collections.abc import Mapping
from dataclasses import field
from difflib import get_close_matches
from typing import Any

from corpus.errors import SettingError

ADDRESS = (
    re.compile(r"(https?://[^\s/?#@\"<>]+(/[\w.~-]+)*/?)?", re.ASCII),
    "an address such as https://example.org or https://example.org/pincite",
)
"""The form of a setting that is an address, and how it is described."""
RAY = (
    re.compile(r"(local|auto|(\[[0-9a-fA-F:.]+\]|[\w.-]+):[0-9]{1,5})?", re.ASCII),
    "local, auto or HOST:PORT; a folder of reports goes before --ray",
)
"""The form of a setting that names a cluster of Ray, and how it is described."""
FORMER_NAMES = {
    "reader": "reranker",
    "reader_candidates": "reranker_candidates",
    "reader_threads": "reranker_threads",
}
"""The former names of settings, which still work, and the current names."""
_TRUTH = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def setting(
    default: Any,
    help: str,
    low: float | None = None,
    high: float | None = None,
    *,
    one_of: tuple[str, ...] = (),
    form: tuple[re.Pattern[str], str] | None = None,
    secret: bool = False,
) -> Any:
    """Return the field of a setting, with its help and its range as metadata."""
    metadata = {"help": help, "low": low, "high": high, "one_of": one_of, "form": form}
    return field(default=default, metadata=metadata, repr=not secret)


def check_range(name: str, value: Any, metadata: Mapping[Any, Any]) -> None:
    """Check the value of a setting against the range of its field.

    Raises:
        SettingError: when it is out of range, or has another form.
    """
    low, high, one_of = metadata["low"], metadata["high"], metadata["one_of"]
    if low is not None and not low <= value <= high:
        raise SettingError(f"{name} is {value}: it must be from {low} to {high}")
    if one_of and value not in one_of:
        raise SettingError(f"{name} is {value!r}: it must be {' or '.join(one_of)}")
    if metadata["form"] and not metadata["form"][0].fullmatch(value):
        raise SettingError(f"{name} is {value!r}: it must be {metadata['form'][1]}")


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
