"""Write a record as canonical JSON (RFC 8785), and name it by the hash of that.

Two programs that hold the same record write the same bytes, so that one hash names it everywhere.
``pincite_verify.py`` writes the same form with the standard library. Both agree because a record
holds no number that RFC 8785 and Python write differently; ``canonical`` refuses one.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

RECORD_ID = "record_id"
_LARGEST_INTEGER = 2**53 - 1
_SMALLEST_SHARE = 1e-4


def canonical(record: dict[str, Any]) -> bytes:
    """Return a record as canonical JSON.

    The values are texts, integers, booleans, null, lists, objects with ASCII names, and fractions
    of a few decimals, such as .0312.

    Raises:
        ValueError: when a number or a name has another form in RFC 8785, or cannot be written.
    """
    text = json.dumps(
        _plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def record_id(record: dict[str, Any]) -> str:
    """Return the SHA-256 of a record, in hexadecimal; the field "record_id" does not count."""
    return hashlib.sha256(canonical({**record, RECORD_ID: None})).hexdigest()


def identified(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its id, as its field "record_id"."""
    return {**record, RECORD_ID: record_id(record)}


def is_intact(record: dict[str, Any]) -> bool:
    """Tell whether a record that was read has the id that it states."""
    try:
        return bool(record.get(RECORD_ID) == record_id(record))
    except (ValueError, RecursionError):
        return False


def hash_uri(sha256: str) -> str:
    """Return a SHA-256 in hexadecimal as a name of RFC 6920, such as "ni:///sha-256;UyaQV…"."""
    encoded = urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{encoded}"


def _plain(value: Any) -> Any:
    """Return a value with integers for whole fractions, as RFC 8785 writes them."""
    if isinstance(value, dict):
        for name in value:
            if not (isinstance(name, str) and name.isascii()):
                raise ValueError(f"{name!r} names a field of a record: use ASCII letters")
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        whole = value == int(value) if abs(value) <= _LARGEST_INTEGER else False
        if not whole and not _SMALLEST_SHARE <= abs(value) <= _LARGEST_INTEGER:
            raise ValueError(f"{value!r} is a number of a record: round it to four decimals")
        return int(value) if whole else value
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        raise ValueError(f"{value} is a number of a record: write it as a text")
    return value
