"""How a cost grows with the number of sentences: the slope on two logarithmic axes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.scale.beside import EXACT, OURS
from bench.scale.hnsw import GREAT
from bench.scale.hnsw import NAME as HNSW

Figures = Mapping[str, object]

BUILD, QUESTION, ALONE, MEMORY = (
    "build, s of CPU",
    "one question, ms of CPU, p50",
    "vector search alone, ms of CPU, p50",
    "memory after the questions, MB",
)


@dataclass(frozen=True, slots=True)
class Curve:
    """A cost at each size, from the smallest; sizes at which it was not measured are missing."""

    name: str
    counts: tuple[int, ...]
    costs: tuple[float, ...]

    @property
    def slope(self) -> float | None:
        """The slope of the logarithms by least squares; None below two sizes."""
        return slope(self.counts, self.costs)

    @property
    def last_slope(self) -> float | None:
        """The slope between the two largest sizes; None below two."""
        return slope(self.counts[-2:], self.costs[-2:])


def slope(counts: Sequence[float], costs: Sequence[float]) -> float | None:
    """Return the exponent b of the power law a * count ** b that fits the logarithms best."""
    if len(set(counts)) < 2:
        return None
    left, right = [math.log(count) for count in counts], [math.log(cost) for cost in costs]
    middle, mean = sum(left) / len(left), sum(right) / len(right)
    shared = sum((x - middle) * (y - mean) for x, y in zip(left, right, strict=True))
    return shared / sum((x - middle) ** 2 for x in left)


def tenfold(slope: float) -> float:
    """Return how many times the cost ten times the sentences have."""
    return float(10**slope)


def curves(sizes: Sequence[Figures]) -> dict[str, list[Curve]]:
    """Return the curves of each panel, from the figures of the sizes."""
    whole = {
        BUILD: {"whole index": [_build(one) for one in sizes]},
        QUESTION: {
            name: [_number(one, f"{name}, p50 ms") for one in sizes]
            for name in ("whole question", "vectors", "words")
        },
        MEMORY: {"service": [_number(one, "memory after questions, MB") for one in sizes]},
    }
    alone = {
        BUILD: ("build CPU s", {"vectors, ours": OURS, f"vectors, {HNSW}": HNSW}),
        ALONE: ("p50 ms", {kind: kind for kind in (EXACT, OURS, HNSW, GREAT)}),
        MEMORY: (
            "memory, MB",
            {f"vectors, {kind}": kind for kind in (EXACT, OURS, HNSW)},
        ),
    }
    panels: dict[str, list[Curve]] = {}
    for panel in (BUILD, QUESTION, ALONE, MEMORY):
        costs = dict(whole.get(panel, {}))
        part, kinds = alone.get(panel, ("", {}))
        for name, kind in kinds.items():
            costs[name] = [_number(beside(one).get(kind, {}), part) for one in sizes]
        made = (_curve(name, sizes, found) for name, found in costs.items())
        panels[panel] = [one for one in made if one.counts]
    return panels


def beside(size: Figures) -> Mapping[str, Figures]:
    """Return the figures of each kind of vector index at a size."""
    found = size.get("vectors alone")
    return found if isinstance(found, Mapping) else {}


def _build(size: Figures) -> float | None:
    parts = size.get("build CPU s")
    return float(sum(parts.values())) if isinstance(parts, Mapping) else None


def _number(figures: Figures, name: str) -> float | None:
    value = figures.get(name)
    return float(value) if isinstance(value, int | float) else None


def _curve(name: str, sizes: Sequence[Figures], costs: Sequence[float | None]) -> Curve:
    points = sorted(
        (int(str(one["sentences"])), cost)
        for one, cost in zip(sizes, costs, strict=True)
        if cost is not None and cost > 0  # less than the clock tells has no logarithm
    )
    return Curve(name, tuple(count for count, _ in points), tuple(cost for _, cost in points))


def recorded(panels: Mapping[str, Sequence[Curve]]) -> dict[str, dict[str, dict[str, float]]]:
    """Return slopes as the results file holds them."""
    return {
        panel: {
            one.name: {
                "slope": round(one.slope, 3),
                "times, for ten times the sentences": round(tenfold(one.slope), 2),
                "the same, between the two largest": round(tenfold(one.last_slope), 2),
            }
            for one in found
            if one.slope is not None and one.last_slope is not None
        }
        for panel, found in panels.items()
    }
