"""Check citations against the source files, with nothing else to trust."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.errors import BadRequest, UnreadableFile
from corpus.folder import find_files, read_report, text_sha256
from corpus.layout import line_of, line_starts

Verdict = Literal["exact", "moved", "broken"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation that was checked.

    Attributes:
        where: which answer and rank it belongs to.
        reason: why it is moved or broken, else "".
    """

    where: str
    citation_id: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class _Text:
    content: str
    sha256: str
    starts: list[int]


class Verifier:
    """Re-reads the reports of a corpus and checks citations against them."""

    def __init__(self, corpus: Path) -> None:
        """Find the files of a corpus; each is read when a citation names it.

        Raises:
            CorpusError: when the folder cannot be used.
        """
        files, _ = find_files(corpus)
        self._files = {file.source.id: file for file in files}
        self._texts: dict[str, _Text | str] = {}

    def check(self, where: str, passage: dict[str, Any]) -> Checked:
        """Check one passage of an answer.

        A citation is exact when the source holds the quote at its offsets, to
        the character; moved when it holds it elsewhere; otherwise broken.
        """
        try:
            citation, quote = passage["citation"], passage["quote"]
            citation_id, report_id = str(citation["id"]), citation["report"]["id"]
            start, end, lines = citation["start"], citation["end"], tuple(citation["lines"])
            hashes = citation["quote_sha256"], citation["text_sha256"]
        except (KeyError, TypeError):
            return Checked(where, "?", "broken", "it lacks a field of a citation")

        def verdict(kind: Verdict, reason: str) -> Checked:
            return Checked(where, citation_id, kind, reason)

        if text_sha256(quote) != hashes[0]:
            return verdict("broken", "its quote is not the one that its quote_sha256 was made of")
        text = self._text(report_id)
        if isinstance(text, str):
            return verdict("broken", text)
        at = text.content.find(quote)
        if text.content[start:end] != quote:
            if at < 0:
                return verdict("broken", "the source does not hold the quote")
            return verdict("moved", f"the quote stands at {at} to {at + len(quote)} now")
        if lines != (line_of(text.starts, start), line_of(text.starts, max(start, end - 1))):
            return verdict("broken", "its lines are not those of its offsets")
        span = passage.get("answer")
        if span and text.content[span["start"] : span["end"]] != span["text"]:
            return verdict("broken", "its answer does not stand at its offsets")
        if text.sha256 != hashes[1]:
            return verdict("exact", "the source changed elsewhere")
        return verdict("exact", "")

    def _text(self, report_id: str) -> _Text | str:
        """Return the text of a report, or why there is none."""
        if report_id not in self._texts:
            self._texts[report_id] = self._read(report_id)
        return self._texts[report_id]

    def _read(self, report_id: str) -> _Text | str:
        if report_id not in self._files:
            return f"there is no report {report_id} in the corpus"
        try:
            report = read_report(self._files[report_id])
        except UnreadableFile as error:
            return f"{self._files[report_id].path}: {error}"
        return _Text(report.text, report.text_sha256, line_starts(report.text))


def read_answers(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (where, passage) for each passage of a file of answers.

    Args:
        path: JSON lines as ``batch`` writes them, or one answer as ``ask --json`` prints it.

    Raises:
        BadRequest: when the file is not of that kind.
    """
    wrong = f"{path} is no file of answers: give one that batch wrote as .jsonl"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} cannot be read: {error}") from error
    try:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        try:
            rows = [json.loads(text)]
        except ValueError as error:
            raise BadRequest(wrong) from error
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not ("passages" in row or "error" in row):
            raise BadRequest(f"{wrong} (row {number})")
        for passage in row.get("passages", ()):
            rank = passage.get("rank", "?") if isinstance(passage, dict) else "?"
            yield f"{row.get('id', number)}, rank {rank}", passage
