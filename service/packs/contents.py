"""Read the answers of a pack, and find the texts that they cite."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadRequest
from index.store.protocol import View
from service.answers.answer import Answer, AnswerPassage, Citation
from service.answers.result import Result, from_line, to_line


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """A line of the answer file, as it stands, and what it says."""

    line: str
    result: Result


@dataclass(frozen=True, slots=True)
class CitedText:
    """A canonical text that answers cite, and the file that it was read from."""

    report_id: str
    path: str
    source_sha256: str
    text: str


def read_packed(path: Path, limit: int) -> list[PackedAnswer]:
    """Read a file of answers.

    Raises:
        BadRequest: when it cannot be read, is no file of answers, or has more than the limit.
    """
    found: list[PackedAnswer] = []
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            for line in filter(str.strip, stream):
                if len(found) == limit:
                    raise BadRequest(
                        f"{path} has more than {limit:,} answers",
                        "pack fewer, or raise PINCITE_MAX_PACK_ANSWERS",
                    )
                found.append(_packed(line.strip("\r\n"), len(found) + 1))
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}", "make it readable, or choose another file"
        ) from error
    except (ValueError, KeyError) as error:
        raise BadRequest(
            f"{path} is not a file of answers", "give a .jsonl file that batch wrote"
        ) from error
    if not found:
        raise BadRequest(f"{path} is empty", "give a .jsonl file that batch wrote")
    return found


def _packed(line: str, number: int) -> PackedAnswer:
    content = json.loads(line)
    if isinstance(content, dict) and "id" not in content:  # as ask --json prints it
        return PackedAnswer(line, from_line(json.dumps({"id": number, **content})))
    return PackedAnswer(line, from_line(line))


def packed_answer(number: int, answer: Answer) -> PackedAnswer:
    """Return an answer with the line that an answer file has for it."""
    result = Result(number, answer.question, answer)
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


def cited_in(answers: list[PackedAnswer]) -> dict[str, Citation]:
    """Return one citation of each text that the answers cite, by the hash of the text."""
    found: dict[str, Citation] = {}
    for packed in answers:
        for _, passage in passages_of(packed.result.answer) if packed.result.answer else ():
            for citation in (passage.citation, *passage.also_at):
                found.setdefault(citation.text_sha256, citation)
    return dict(sorted(found.items()))


def cited_text(view: View, citation: Citation) -> CitedText:
    """Return a cited text, also one that its report no longer has.

    Raises:
        BadRequest: when the index does not hold it.
    """
    report = view.reports.get(citation.report.id)
    if report is not None and report.text_sha256 == citation.text_sha256:
        text = view.text(citation.report.id)
        return CitedText(citation.report.id, report.path, report.source_sha256, text)
    former = view.former_text(citation.text_sha256)
    if former is None:
        raise BadRequest(
            f"the index no longer holds the text of {citation.report.id} that the answers cite "
            f"(SHA-256 {citation.text_sha256[:12]}…)",
            "ask the questions again with batch and pack the new answers, or put the earlier "
            "report back and build",
        )
    had = former.reports[0]
    return CitedText(citation.report.id, had.path, had.source_sha256, former.text)
