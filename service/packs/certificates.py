"""Collect the certificates of absence of a pack: make them for its answers, or read given ones."""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from index.search.scope import EVERYWHERE, Scope
from service.absence.certify import certify
from service.absence.request import Request
from service.absence.statements import TYPE
from service.answers.engine import Engine
from service.packs.contents import Answers
from service.records.canonical import RECORD_ID, canonical, is_intact

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as a file.

    Attributes:
        record_id: names it.
        path: the file; it holds the canonical JSON.
        answer: number of the answer that it was made for, from 1; None for a given one.
    """

    record_id: str
    path: Path
    answer: int | None = None

    @property
    def title(self) -> str:
        """Return what it is, in words."""
        return "Certificate of absence" + (f" for answer {self.answer}" if self.answer else "")


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates of a pack, first those of its answers in their order.

    Each iteration reads the records again: each lists every report, and may be large.
    """

    files: tuple[Certificate, ...]

    def __len__(self) -> int:
        """Return the number of certificates."""
        return len(self.files)

    def __iter__(self) -> Iterator[Record]:
        """Read the records."""
        return map(self.at, range(len(self)))

    def but(self, left_out: Container[int]) -> Iterator[Record]:
        """Read the records but those of some numbers."""
        return (self.at(number) for number in range(len(self)) if number not in left_out)

    def at(self, number: int) -> Record:
        """Read one record, by its number from 0."""
        record: Record = json.loads(self.files[number].path.read_bytes())
        return record


@dataclass(frozen=True, slots=True)
class Requests:
    """What is asked of the certificates that are made.

    Attributes:
        scopes: the filters of each answer; empty where no answer has any.
        partial: whether files and pages that were not read may stay out.
    """

    scopes: Sequence[Scope] = ()
    partial: bool = False

    def of(self, number: int, question: str) -> Request:
        """Return what is asked for an answer, by its number from 1."""
        scope = self.scopes[number - 1] if self.scopes else EVERYWHERE
        return Request((), question, scope, self.partial)


def given(paths: Iterable[Path], folder: Path) -> Iterator[Certificate]:
    """Yield the certificates in files, and in the files ``*.json`` of folders, in order of id.

    Args:
        folder: where copies in canonical JSON are written.

    Raises:
        BadRequest: when one cannot be read, is no certificate, or was changed.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for one in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            written = _written(_certificate_in(one), folder)
            found[written.record_id] = written.path
    yield from (Certificate(name, found[name]) for name in sorted(found))


def made(
    engine: Engine,
    answers: Answers,
    requests: Requests,
    folder: Path,
    tell: Callable[[str], None],
) -> Iterator[Certificate]:
    """Certify the absence of each answer with the status "no_answer", where that may be done.

    Args:
        folder: where the certificates are written.
        tell: told why one is not given.
    """
    for number, packed in enumerate(answers, start=1):
        answer = packed.result.answer
        if answer is None or answer.status != "no_answer":
            continue
        if answer.index.fingerprint != engine.opened.generation.manifest.fingerprint:
            reasons = ["The index has changed since the answer: ask the question again."]
        else:
            record = certify(engine, requests.of(number, answer.question))
            reasons = [one["text"] for one in record["reasons"]]
            if not reasons:
                yield replace(_written(record, folder), answer=number)
                continue
        tell(f"No certificate for answer {number}, “{answer.question}”: {' '.join(reasons)}")


def is_certificate(record: Any) -> bool:
    """Tell whether a value is a certificate that was given, and is as it was made."""
    return (
        isinstance(record, dict)
        and record.get("type") == TYPE
        and record.get("status") == "certified"
        and is_intact(record)
    )


def certificate_bytes(record: Record) -> bytes:
    """Return a certificate as its file holds it."""
    return canonical(record) + b"\n"


def _certificate_in(path: Path) -> Record:
    try:
        record = json.loads(path.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}", "make it readable") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{path} is not JSON", "leave it out, or make it again") from error
    if not is_certificate(record):
        raise BadRequest(
            f"{path} is not a certificate, refuses one, or was changed",
            "leave it out, or make it again with absent",
        )
    found: Record = record
    return found


def _written(record: Record, folder: Path) -> Certificate:
    name = str(record[RECORD_ID])
    path = folder / f"{name}.json"
    path.write_bytes(certificate_bytes(record))
    return Certificate(name, path)
