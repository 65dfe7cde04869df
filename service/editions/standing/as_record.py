"""Write what became of accepted answers as a record."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from service.editions.as_record import comparison_dict
from service.editions.standing.reports import Renewed
from service.editions.standing.verdicts import Standing, Watched
from service.editions.standing.watch_file import FILE_TYPE
from service.records.canonical import identified


def questions_record(
    questions: Sequence[Standing], found: Sequence[Watched], renewed: Sequence[Renewed] = ()
) -> dict[str, Any]:
    """Return the record of questions that were asked again, with its id."""
    listed = [
        {
            "question": one.question,
            "accepted": asdict(one.accepted[0]) if one.accepted else None,
            **asdict(what),
        }
        for one, what in zip(questions, found, strict=True)
    ]
    reports = list(map(_renewed_dict, renewed))
    return identified({"type": FILE_TYPE, "questions": listed, "reports": reports})


def _renewed_dict(one: Renewed) -> dict[str, Any]:
    return {
        "report": one.report,
        "fate": one.fate,
        "newer": one.newer,
        "questions": list(one.questions),
        "comparison": comparison_dict(one.comparison) if one.comparison else None,
        "reason": one.reason,
    }
