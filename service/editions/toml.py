"""Write TOML 1.0: strings, whole numbers, and arrays of tables, which a watch file consists of."""

from collections.abc import Mapping, Sequence

_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
Table = Mapping[str, object]


def toml(table: Table) -> str:
    """Return a table as a TOML document; None is left out.

    Raises:
        TypeError: when a value is neither text, a whole number, a table, nor a list of these.
    """
    return "\n".join(_lines(table, ())).strip() + "\n"


def _lines(table: Table, path: tuple[str, ...]) -> list[str]:
    plain = {key: one for key, one in table.items() if one is not None and not _nested(one)}
    lines = [f"{basic_string(key)} = {_value(one)}" for key, one in plain.items()]
    for key, one in table.items():
        inner = (*path, key)
        name = ".".join(map(basic_string, inner))
        if isinstance(one, Mapping):
            lines += ["", f"[{name}]", *_lines(one, inner)]
        elif _nested(one) and isinstance(one, list):
            for each in one:
                lines += ["", f"[[{name}]]", *_lines(each, inner)]
    return lines


def _nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _value(value: object) -> str:
    if isinstance(value, str):
        return basic_string(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"{type(value).__name__} has no form here")


def basic_string(text: str) -> str:
    """Return a text as a basic string, with control characters escaped."""
    return '"' + "".join(_escaped(one) for one in text) + '"'


def _escaped(one: str) -> str:
    if one in _NAMED:
        return _NAMED[one]
    return f"\\u{ord(one):04X}" if ord(one) < 0x20 or ord(one) == 0x7F else one
