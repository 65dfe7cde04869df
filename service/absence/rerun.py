"""Run a certificate again, and tell whether and why the result changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from service.absence.certify import Record, certify
from service.absence.request import request_of
from service.absence.statements import TYPE
from service.answers.engine import Engine
from service.records.canonical import is_intact


@dataclass(frozen=True, slots=True)
class Rerun:
    """A certificate that was run again.

    Attributes:
        same: whether it says the same of the same texts, by the same engine and limit.
        changed: what changed: "text", "engine", "limit" or "result".
        details: each change in a sentence.
        record: the new record.
    """

    same: bool
    changed: tuple[str, ...]
    details: tuple[str, ...]
    record: Record


def read_record(path: Path, settings_bytes: int) -> Record:
    """Return the certificate in a file.

    Raises:
        BadRequest: when it is none, or was changed.
    """
    if not path.is_file():
        raise BadRequest(f"{path} does not exist: give the file of a certificate")
    try:
        record = json.loads(path.read_bytes()[: settings_bytes + 1])
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{path} is not JSON: give the .json file of a certificate") from error
    if not isinstance(record, dict) or record.get("type") != TYPE:
        raise BadRequest(f"{path} is no certificate of absence ({TYPE})")
    if not is_intact(record):
        raise BadRequest(f"{path} was changed: its record_id does not fit its content")
    return record


def rerun(
    engine: Engine,
    old: Record,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rerun:
    """Ask for a certificate again, and compare both.

    Raises:
        BadRequest: when its question, phrases or filters are no longer allowed.
    """
    try:
        request = request_of(old, engine.settings)
    except (KeyError, TypeError) as error:
        raise BadRequest(f"the certificate lacks {error}: it cannot be run again") from error
    new = certify(engine, request, progress=progress)
    found = dict(_changes(old, new))
    return Rerun(not found, tuple(found), tuple(found.values()), new)


def _changes(old: Record, new: Record) -> list[tuple[str, str]]:
    changes = []
    before, now = _texts(old), _texts(new)
    if before != now:
        added, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
        other = sum(before[one] != now[one] for one in before.keys() & now.keys())
        changes.append(
            ("text", f"Text: {other} reports changed, {added} are new and {gone} are gone.")
        )
    engine = [name for name in new["engine"] if old["engine"].get(name) != new["engine"][name]]
    if engine:
        changes.append(("engine", f"Engine: {', '.join(engine)} changed."))
    if old["limit"] != new["limit"]:
        changes.append(("limit", f"Limit: it was {old['limit']} and is {new['limit']}."))
    if _result(old) != _result(new):
        reasons = " ".join(one["text"] for one in new["reasons"])
        changes.append(("result", f"Result: it was {old['status']} and is {new['status']}"
                        + (f": {reasons}" if reasons else ", with other details.")))  # fmt: skip
    return changes


def _texts(record: Record) -> dict[str, str]:
    return {one["id"]: one["text_sha256"] for one in record["covered"]}


def _result(record: Record) -> dict[str, Any]:
    """Return what a record says, without scores."""
    return {
        "status": record["status"],
        "reasons": [one["code"] for one in record["reasons"]],
        "absent": [one["text"] for one in record["phrases"]],
        "standing": [one["text"] for one in record["standing"]],
        "not_covered": record["not_covered"],
    }
