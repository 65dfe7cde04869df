"""What users give to a pack besides answers: a certificate, and the findings of a draft."""

from pathlib import Path

from service.absence.certify import certify
from service.absence.document import certificate_json
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.engine import Engine
from service.citecheck.check import check_draft
from service.citecheck.doors.drafts import read_draft
from service.citecheck.output.as_json import findings_json

DRAFT = "The ferry “carries forty cars” each day, and “tickets cost thirteen dollars” at most.\n"


def certificate_of(engine: Engine, folder: Path, phrase: str = "zebra crossing") -> Path:
    """Certify the absence of a phrase, and return the file."""
    record = certify(engine, Request(phrases_of([phrase], engine.settings)))
    assert record["status"] == "certified", record["reasons"]
    path = folder / "certificate.json"
    path.write_bytes(certificate_json(record))
    return path


def findings_of(engine: Engine, folder: Path, draft: str = DRAFT) -> Path:
    """Check a draft, and return the file of the findings."""
    read = read_draft(engine.settings, "draft.txt", draft.encode())
    path = folder / "findings.json"
    path.write_bytes(findings_json(check_draft(read, engine)))
    return path
