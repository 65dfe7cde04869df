"""Read and write the file of standing questions."""

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.errors import BadRequest
from corpus.files import text_sha256
from corpus.quotes.anchors import ANCHOR
from index.search.scope import Scope
from service.answers.answer import Status
from service.answers.as_json import validation_detail
from service.editions.standing.verdicts import Accepted, Standing

FILE_TYPE: Literal["pincite/questions/1"] = "pincite/questions/1"
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_REMEDY = "mend it, or write it again with --init"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Accepted(_Strict):
    report: str
    sentence: Annotated[int, Field(ge=1, lt=10**9)]
    anchor: Annotated[str, Field(pattern=f"^(?:{ANCHOR})$")]
    quote: Annotated[str, Field(min_length=1)]
    quote_sha256: _Sha256
    text_sha256: _Sha256


class _Question(_Strict):
    question: Annotated[str, Field(min_length=1)]
    reports: list[str] | None = None
    publishers: list[str] | None = None
    since: str | None = None
    until: str | None = None
    status: Status
    accepted: list[_Accepted] = []


class ReportHashes(_Strict):
    """The hashes of a report when its answers were accepted."""

    source_sha256: _Sha256
    text_sha256: _Sha256


class WatchFile(_Strict):
    """A file of standing questions.

    Attributes:
        engine: what besides the reports determined the answers.
        reports: the hashes of every report that was searched, by id.
        partly_known: whether both are only those that a file of answers tells.
    """

    type: Literal["pincite/questions/1"]
    partly_known: bool = False
    engine: dict[str, Any]
    reports: dict[str, ReportHashes]
    question: list[_Question]

    def standing(self) -> list[Standing]:
        """Return the questions with their accepted answers."""
        return [
            Standing(
                one.question,
                Scope(_tuple(one.reports), _tuple(one.publishers), one.since, one.until),
                one.status,
                tuple(Accepted(**cited.model_dump()) for cited in one.accepted),
            )
            for one in self.question
        ]


_FILE = TypeAdapter(WatchFile)


def read_watch_file(path: Path) -> WatchFile:
    """Read a file of standing questions.

    Raises:
        BadRequest: when it cannot be read, or is not such a file.
    """
    try:
        found = _FILE.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}", "name another file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRequest(f"{path} is not TOML: {error}", _REMEDY) from error
    except ValidationError as error:
        why = validation_detail(error)
        raise BadRequest(f"{path} is not a file of questions: {why}", _REMEDY) from error
    for one in found.question:
        for cited in one.accepted:
            if text_sha256(cited.quote) != cited.quote_sha256:
                what = f"a quote of {one.question!r} does not have its quote_sha256"
                raise BadRequest(f"{path}: {what}", _REMEDY)
    return found


def watch_file(
    engine: dict[str, Any],
    reports: dict[str, dict[str, str]],
    questions: list[Standing],
    *,
    partly_known: bool = False,
) -> bytes:
    """Return a file of standing questions; for the arguments see ``WatchFile``."""
    tables = [
        {
            "question": one.question,
            **{name: value for name, value in asdict(one.scope).items() if value is not None},
            "status": one.status,
            "accepted": [asdict(cited) for cited in one.accepted],
        }
        for one in questions
    ]
    content = {
        "type": FILE_TYPE,
        **({"partly_known": True} if partly_known else {}),
        "engine": engine,
        "reports": reports,
        "question": tables,
    }
    return tomli_w.dumps(content).encode()


def _tuple(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
