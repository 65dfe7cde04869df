"""Write what became of accepted answers as a record."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from service.editions.standing.verdicts import Standing, Watched
from service.editions.standing.watch_file import FILE_TYPE
from service.records.canonical import identified


def questions_record(questions: Sequence[Standing], found: Sequence[Watched]) -> dict[str, Any]:
    """Return the record of questions that were asked again, with its id."""
    listed = [
        {
            "question": one.question,
            "accepted": asdict(one.accepted[0]) if one.accepted else None,
            **asdict(what),
        }
        for one, what in zip(questions, found, strict=True)
    ]
    return identified({"type": FILE_TYPE, "questions": listed})
