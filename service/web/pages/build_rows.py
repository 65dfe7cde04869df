"""Compute what the pages show of a build: a line of its state, and a row for each file."""

from dataclasses import dataclass
from typing import Any

from corpus.omission_words import in_total, remarks
from service.builds.build import Build, FileProgress

MOST_ROWS = 200
_STATES = {
    "waiting": "Waiting",
    "running": "Building",
    "done": "Ready",
    "failed": "Failed",
    "stopped": "Stopped",
}
_LEFT_OUT = {"present": "Already there", "refused": "Refused", "ignored": "Left out"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in the table of a build.

    Attributes:
        kind: its state, for the style.
        words: its state in words.
        reason: why it was refused or left out, or what could not be read in it.
    """

    path: str
    kind: str
    words: str
    reason: str = ""


def build_values(build: Build | None) -> dict[str, Any]:
    """Return the template values of a build."""
    if build is None:
        return {"build": None}
    rows = _rows(build)
    return {
        "build": build,
        "state_words": _STATES[build.state],
        "rows": rows[:MOST_ROWS],
        "more_rows": max(0, len(rows) - MOST_ROWS),
        "in_total": in_total(one for file in build.files for one in file.omissions),
        "unchanged": sum(file.unchanged for file in build.files),
        "done_files": sum(file.state not in ("waiting", "reading") for file in build.files),
    }


def _rows(build: Build) -> list[FileRow]:
    """Return the files that are new, changed or refused; those that need attention come first."""
    shown = {one.path for one in build.received if one.outcome in ("added", "replaced")}
    listed = {file.path for file in build.files}
    received = [FileRow(path, "waiting", "Waiting") for path in sorted(shown - listed)]
    files = [
        FileRow(file.path, file.state, _words(file), file.reason or _remarks(file))
        for file in build.files
        if not file.unchanged or file.path in shown
    ]
    told = {row.path for row in files}
    sent = [
        FileRow(one.path, one.outcome, _LEFT_OUT[one.outcome], one.reason)
        for one in build.received
        if one.outcome in _LEFT_OUT and not (one.outcome == "present" and one.path in told)
    ]
    rows = [*sent, *files, *(received if build.unfinished else ())]
    return sorted(rows, key=lambda row: (row.kind not in ("refused", "reading"), row.path))


def _remarks(file: FileProgress) -> str:
    return " ".join(remarks(file.omissions, file.ocr_pages))


def _words(file: FileProgress) -> str:
    sentences = f"{file.sentences:,} sentence{'s' if file.sentences != 1 else ''}"
    match file.state:
        case "reading":
            at = f"Reading page {file.page} of {file.pages}" if file.page else "Running OCR"
            return at if file.pages else "Reading"
        case "read":
            return sentences
        case "ready":
            return f"Ready, {sentences}"
        case "refused":
            return "Not read"
    return "Waiting"
