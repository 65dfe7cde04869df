"""Sum comparisons up, as figures, as a table and as a list of differences."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.stores.collection import FILTERS
from bench.stores.compared import Compared
from bench.stores.recorded import MEANING, WORDS

Figures = dict[str, float | None]
_COUNTED: dict[str, Callable[[Compared], bool]] = {
    "same first sentence": lambda one: one.sentence,
    "same status": lambda one: one.status,
    "same place of it": lambda one: one.place,
    "same first five": lambda one: one.five,
}


def figures(compared: Sequence[Compared]) -> Figures:
    """Return the figures of some questions."""
    shares: Figures = {
        name: sum(map(holds, compared)) / len(compared) for name, holds in _COUNTED.items()
    }
    found: Figures = {
        "questions": len(compared),
        **shares,
        "largest difference of confidence": max(one.confidence for one in compared),
    }
    for kind in (MEANING, WORDS):
        pairs = [pair for one in compared for pair in one.recall[kind]]
        for side, name in enumerate(("first store", "other store")):
            values = [pair[side] for pair in pairs]
            found[f"recall by {kind}, {name}"] = float(np.mean(values)) if values else None
    found["largest difference of a cosine"] = max(one.scores[MEANING] for one in compared)
    found["largest difference of a share"] = max(one.scores[WORDS] for one in compared)
    return found


def by_filter(compared: Sequence[Compared]) -> dict[str, Figures]:
    """Return the figures of all questions, and of those with each kind of filter."""
    groups = {"all": list(compared)}
    groups |= {name: [one for one in compared if one.question.filter == name] for name in FILTERS}
    return {name: figures(some) for name, some in groups.items() if some}


def table(columns: dict[str, Figures]) -> Iterator[str]:
    """Yield the lines of a table with a column for each group."""
    yield "| | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for name in next(iter(columns.values())):
        yield f"| {name} | " + " | ".join(_cell(name, own[name]) for own in columns.values()) + " |"


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "questions":
        return f"{value:.0f}"
    return f"{value:.1e}" if name.startswith("largest") else f"{value:.4f}"


def causes(compared: Sequence[Compared]) -> dict[str, dict[str, int]]:
    """Return how often each stage is the cause, of each kind of difference."""
    kinds: dict[str, Callable[[Compared], bool]] = {
        "first sentence": lambda one: not one.sentence,
        "status": lambda one: not one.status,
        "first five": lambda one: not one.five,
    }
    return {
        kind: dict(Counter(one.cause.stage for one in compared if one.cause and differs(one)))
        for kind, differs in kinds.items()
    }


def differences(compared: Sequence[Compared]) -> list[dict[str, object]]:
    """Return each question that has another first sentence or another status, with the cause."""
    return [_difference(one) for one in compared if one.differs]


def _difference(one: Compared) -> dict[str, object]:
    stores = (one.first.answer, one.other.answer)
    return {
        "question": one.question.text,
        "set": one.question.set_name,
        "filter": one.question.filter,
        "first sentences": [answer.passages[0].citation.id for answer in stores],
        "statuses": [answer.status for answer in stores],
        "confidences": [answer.confidence for answer in stores],
        "cause": one.cause.stage if one.cause else "",
        "detail": one.cause.detail if one.cause else "",
    }
