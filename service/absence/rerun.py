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
        before = _Said.of(old)
    except (AttributeError, KeyError, TypeError) as error:
        raise BadRequest(f"the certificate lacks {error}: it cannot be run again") from error
    new = certify(engine, request, progress=progress)
    found = dict(_changes(before, new))
    return Rerun(not found, tuple(found), tuple(found.values()), new)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a record says, without scores.

    Attributes:
        texts: SHA-256 of the text of each report.
        outcome: its status, and what follows from that.
    """

    texts: dict[str, str]
    engine: dict[str, Any]
    limit: float | None
    outcome: dict[str, Any]

    @classmethod
    def of(cls, record: Record) -> "_Said":
        outcome = {
            "status": record["status"],
            "reasons": [one["code"] for one in record["reasons"]],
            "absent": [one["text"] for one in record["phrases"]],
            "standing": [one["text"] for one in record["standing"]],
            "not_covered": record["not_covered"],
            "outside_filters": record["outside_filters"],
        }
        texts = {one["id"]: one["text_sha256"] for one in record["covered"]}
        return cls(texts, dict(record["engine"]), record["limit"], outcome)


def _changes(old: _Said, new: Record) -> list[tuple[str, str]]:
    changes = []
    now = _Said.of(new)
    if old.texts != now.texts:
        added, gone = len(now.texts.keys() - old.texts), len(old.texts.keys() - now.texts)
        other = sum(old.texts[one] != now.texts[one] for one in old.texts.keys() & now.texts)
        changes.append(
            ("text", f"Text: {other} reports changed, {added} are new and {gone} are gone.")
        )
    engine = [
        name
        for name in dict.fromkeys((*now.engine, *old.engine))
        if old.engine.get(name) != now.engine.get(name)
    ]
    if engine:
        changes.append(("engine", f"Engine: {', '.join(engine)} changed."))
    if old.limit != now.limit:
        changes.append(("limit", f"Limit: it was {old.limit} and is {now.limit}."))
    if old.outcome != now.outcome:
        reasons = " ".join(one["text"] for one in new["reasons"])
        status = f"it was {old.outcome['status']} and is {new['status']}"
        changes.append(
            (
                "result",
                f"Result: {status}" + (f": {reasons}" if reasons else ", with other details."),
            )
        )
    return changes
