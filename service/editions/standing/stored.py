"""Take the answers of a file as accepted ones, and check their citations against the index."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from corpus.errors import BadRequest
from corpus.files import text_sha256
from index.search.scope import EVERYWHERE
from index.store.protocol import View
from service.answers.answer import Answer
from service.answers.as_json import json_line
from service.answers.index_info import IndexInfo
from service.answers.result import from_line, read_rows
from service.editions.standing.verdicts import Accepted, Standing, accepted_of, resolved

Fate = Literal["same", "moved", "superseded", "gone"]
_REMEDY = "give a .jsonl file that batch wrote, or ask its questions again with --init"


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored answer as the accepted one.

    Attributes:
        fate: what became of its first sentence: ``superseded`` stands in a former text that the
            index keeps, ``gone`` in none; None without an answer.
        message: the fate in a sentence, or "".
    """

    standing: Standing
    fate: Fate | None
    message: str


def is_answer_file(path: Path) -> bool:
    """Return whether a file of JSON or of JSON lines holds answers rather than questions."""
    if path.suffix.lower() not in {".jsonl", ".json"}:
        return False
    first = read_rows(path)[0]
    return isinstance(first, dict) and "passages" in first


def read_stored(path: Path) -> list[Answer]:
    """Return the answers of a file.

    Raises:
        BadRequest: when a row is not an answer, or a quote does not have its hash.
    """
    return [_answer(path, number, row) for number, row in enumerate(read_rows(path), 1)]


def _answer(path: Path, number: int, row: Any) -> Answer:
    where = f"row {number} of {path}"
    try:
        answer = from_line(json_line({"id": number, **row})).answer
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest(f"{where} is not an answer", _REMEDY) from error
    if answer is None:
        raise BadRequest(f"{where} has an error in place of an answer", _REMEDY)
    for passage in answer.passages:
        if text_sha256(passage.quote) != passage.citation.quote_sha256:
            raise BadRequest(f"{where}: a quote does not have its quote_sha256", _REMEDY)
    return answer


def checked(view: View, answers: Sequence[Answer]) -> Iterator[Stored]:
    """Yield answers as accepted ones, each with what became of its first sentence.

    A file of answers does not tell filters: the questions have none.

    Raises:
        BadRequest: when a citation has no anchor, and its text is not the present one.
    """
    for answer in answers:
        standing = accepted_of(answer.question, EVERYWHERE, answer)
        cited = tuple(_with_anchor(view, one) for one in standing.accepted)
        fate, message = _fate(view, cited[0]) if cited else (None, "")
        yield Stored(replace(standing, accepted=cited), fate, message)


def _fate(view: View, cited: Accepted) -> tuple[Fate, str]:
    place = resolved(view, cited)
    if place is not None and place.status in {"same", "moved"}:
        return ("same" if place.status == "same" else "moved"), place.message
    message = place.message if place else f"The index has never had the report {cited.report}."
    former = view.former_text(cited.text_sha256)
    return ("superseded" if former and cited.quote in former.text else "gone"), message


def _with_anchor(view: View, cited: Accepted) -> Accepted:
    """Return a citation with its anchor, which answers of old versions lack."""
    if cited.anchor:
        return cited
    report = view.reports.get(cited.report)
    anchors = view.anchors(cited.report) if report else []
    if report is None or report.text_sha256 != cited.text_sha256 or not any(anchors):
        raise BadRequest(
            f"the citation {cited.report}#s{cited.sentence} has no anchor, and its text has "
            "changed since",
            "ask the questions again with --init",
        )
    return replace(cited, anchor=anchors[cited.sentence - 1])


def same_index(answers: Sequence[Answer], info: IndexInfo) -> bool:
    """Return whether this index gave all the answers, with the same models."""
    return all(_what_gave(answer.index) == _what_gave(info) for answer in answers)


def engine_told(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return what the first of the answers tells of the engine that gave it."""
    return {name: one for name, one in _what_gave(answers[0].index).items() if one is not None}


def _what_gave(info: IndexInfo) -> dict[str, Any]:
    return {name: one for name, one in asdict(info).items() if name != "generation"}
