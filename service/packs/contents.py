"""Read the answers of a pack, one at a time, and find the texts that they cite."""

import json
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import BadRequest
from index.store.protocol import View
from service.answers.answer import Answer, AnswerPassage, Citation
from service.answers.result import Result, from_line, to_line


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """A line of the answer file, as it stands, and what it says."""

    line: str
    result: Result


class Answers(Sized, Iterable[PackedAnswer], Protocol):
    """The answers of a pack, in order: a list, or a file that each iteration reads again."""


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """Answers on disk; each iteration reads them again."""

    count: int
    read: Callable[[], Iterator[PackedAnswer]]

    def __len__(self) -> int:
        """Return the number of answers."""
        return self.count

    def __iter__(self) -> Iterator[PackedAnswer]:
        """Read the answers from the start."""
        return self.read()


@dataclass(frozen=True, slots=True)
class CitedText:
    """A canonical text that answers cite, and the file that it was read from.

    Attributes:
        read: returns the text; a pack may cite more texts than fit in memory.
    """

    report_id: str
    path: str
    source_sha256: str
    read: Callable[[], str]

    @property
    def text(self) -> str:
        """Read the text."""
        return self.read()


def read_packed(path: Path, limit: int) -> StoredAnswers:
    """Check a file of answers, and return what reads them.

    Raises:
        BadRequest: when it cannot be read, is no file of answers, or has more than the limit.
    """
    count = sum(1 for _ in _lines_of(path, limit))
    if not count:
        raise BadRequest(f"{path} is empty", "give a .jsonl file that batch wrote")
    state = _state(path)

    def read() -> Iterator[PackedAnswer]:
        if _state(path) != state:
            raise BadRequest(f"{path} changed while it was packed", "pack it again")
        return _lines_of(path, limit)

    return StoredAnswers(count, read)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _lines_of(path: Path, limit: int) -> Iterator[PackedAnswer]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            for number, line in enumerate(filter(str.strip, stream), start=1):
                if number > limit:
                    raise BadRequest(
                        f"{path} has more than {limit:,} answers",
                        "pack fewer, or raise PINCITE_MAX_PACK_ANSWERS",
                    )
                yield _packed(line.strip("\r\n"), number)
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}", "make it readable, or choose another file"
        ) from error
    except (ValueError, KeyError) as error:
        raise BadRequest(
            f"{path} is not a file of answers", "give a .jsonl file that batch wrote"
        ) from error


def _packed(line: str, number: int) -> PackedAnswer:
    content = json.loads(line)
    if isinstance(content, dict) and "id" not in content:  # as ask --json prints it
        return PackedAnswer(line, from_line(json.dumps({"id": number, **content})))
    return PackedAnswer(line, from_line(line))


def packed_answer(number: int, answer: Answer) -> PackedAnswer:
    """Return an answer with the line that an answer file has for it."""
    return packed_result(Result(number, answer.question, answer))


def packed_result(result: Result) -> PackedAnswer:
    """Return a result with the line that an answer file has for it."""
    return PackedAnswer(to_line(result).rstrip("\n"), result)


def passages_of(answer: Answer) -> Iterator[tuple[str, AnswerPassage]]:
    """Yield each passage of an answer, with its path in the JSON of the answer."""
    for at, passage in enumerate(answer.passages):
        yield f"passages.{at}", passage
    for part, one in enumerate(answer.part_answers):
        for at, passage in enumerate(one.passages):
            yield f"part_answers.{part}.passages.{at}", passage
    for pair, differing in enumerate(answer.differing):
        for at, passage in enumerate(differing.passages):
            yield f"differing.{pair}.passages.{at}", passage


def cited_text(view: View, citation: Citation) -> CitedText:
    """Return a cited text, also one that its report no longer has.

    Raises:
        BadRequest: when the index does not hold it.
    """
    name, sha256 = citation.report.id, citation.text_sha256
    report = view.reports.get(name)
    if report is not None and report.text_sha256 == sha256:
        return CitedText(name, report.path, report.source_sha256, lambda: view.text(name))
    former = view.former_text(sha256)
    if former is None:
        raise BadRequest(
            f"the index no longer holds the text of {name} that the answers cite "
            f"(SHA-256 {sha256[:12]}…)",
            "ask the questions again with batch and pack the new answers, or put the earlier "
            "report back and build",
        )
    had = next((one for one in former.reports if one.source.id == name), former.reports[0])
    return CitedText(name, had.path, had.source_sha256, lambda: _former(view, sha256))


def _former(view: View, sha256: str) -> str:
    found = view.former_text(sha256)
    if found is None:  # a build forgot it meanwhile
        raise BadRequest(f"the index lost the text {sha256[:12]}… meanwhile", "pack again")
    return found.text
