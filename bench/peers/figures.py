"""The figures: percentiles, ratios, the table and the targets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.peers.systems import FORWARD_INT8, FP32, INT8, RERANKER, SCRIPT, TXTAI, System

Figures = dict[str, dict[str, float]]
"""By system and measure."""

COLD = "cold start to the first answer, s"
COLD_CPU = "cold start, CPU s"
READY = "server ready, s"
MEMORY = "resident memory of the server, MB"
P50, P95 = "one question, p50 ms", "one question, p95 ms"
CPU = "one question, CPU ms"
BETWEEN = "one question between the rounds of HTTP, p50 ms"
BATCH, BATCH_CPU = "question file, questions/s", "question file, CPU ms a question"
OWN_BUILD = "build of our report from nothing, s"
OWN_RATE = "build of our report from nothing, sentences/s"
OWN_CPU = "build of our report from nothing, CPU ms a sentence"
NOTHING = "build with nothing to do, s"
BUILD, BUILD_CPU = "build once started, sentences/s", "build once started, CPU ms a sentence"

_MORE_IS_BETTER = "/s"


def http(concurrency: int, what: str) -> str:
    """Return the name of a measure of HTTP at a concurrency."""
    return f"HTTP at {concurrency}, {what}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile; between two values, in proportion to how near they are."""
    return float(np.percentile(values, share))


def times_better(measure: str, ours: float, theirs: float) -> float:
    """Return how many times better ours is: above 1 we are faster, or need less."""
    return ours / theirs if measure.endswith(_MORE_IS_BETTER) else theirs / ours


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure of a run has to reach.

    Attributes:
        value: takes it from the figures; it raises KeyError where a system was left out.
        bound: the least it may be, or the most where ``at_most``.
    """

    claim: str
    value: Callable[[Figures], float]
    bound: float
    at_most: bool = True

    def check(self, figures: Figures) -> tuple[float, bool] | None:
        """Return the value and whether it reaches the bound, or None when it was not measured."""
        try:
            value = self.value(figures)
        except KeyError:
            return None
        return value, value <= self.bound if self.at_most else value >= self.bound


def _better(ours: str, measure: str, theirs: str) -> Callable[[Figures], float]:
    return lambda f: times_better(measure, f[ours][measure], f[theirs][measure])


def _than_fastest_peer(ours: str) -> Callable[[Figures], float]:
    return lambda f: min(f[peer.name][P50] for peer in (SCRIPT, TXTAI)) / f[ours][P50]


_RATE_AT_8 = http(8, "requests/s")
TARGETS = (
    Target(
        "cold ask (as it ships, with the reranker), parts of txtai's: at most 1/8",
        lambda f: f[RERANKER.name][COLD] / f[TXTAI.name][COLD],
        1 / 8,
    ),
    Target("server ready (as it ships), s: under 1.5", lambda f: f[RERANKER.name][READY], 1.5),
    Target("resident, no reranker, MB: at most 180", lambda f: f[INT8.name][MEMORY], 180),
    Target(
        "resident, no reranker, parts of txtai's: at most 1/3",
        lambda f: f[INT8.name][MEMORY] / f[TXTAI.name][MEMORY],
        1 / 3,
    ),
    Target(
        "one question in fp32, times the fastest peer: at least 2.5",
        _than_fastest_peer(FP32.name),
        2.5,
        at_most=False,
    ),
    Target(
        "one question in int8, times the fastest peer: at least 7",
        _than_fastest_peer(INT8.name),
        7,
        at_most=False,
    ),
    Target(
        "/ask over HTTP, p50, times the encoder's forward pass: at most 3",
        lambda f: f[INT8.name][http(1, "p50 ms")] / f[FORWARD_INT8.name][BETWEEN],
        3,
    ),
    Target("one question with the reranker, p50 ms: under 60", lambda f: f[RERANKER.name][P50], 60),
    Target(
        "/ask at concurrency 8, times txtai's rate: at least 5",
        _better(INT8.name, _RATE_AT_8, TXTAI.name),
        5,
        at_most=False,
    ),
    Target(
        "/ask at concurrency 8, times the script's rate: at least 7",
        _better(INT8.name, _RATE_AT_8, SCRIPT.name),
        7,
        at_most=False,
    ),
    Target(
        "build in fp32, times txtai's rate: at least 4",
        _better(FP32.name, BUILD, TXTAI.name),
        4,
        at_most=False,
    ),
    Target(
        "build in int8, times txtai's rate: at least 7",
        _better(INT8.name, BUILD, TXTAI.name),
        7,
        at_most=False,
    ),
)


def table(figures: Figures) -> Iterator[str]:
    """Yield the lines of the table: a column a system."""
    yield "| measure | " + " | ".join(figures) + " |"
    yield "|---" * (len(figures) + 1) + "|"
    for measure in _measures(figures):
        cells = (_shown(figures[system].get(measure)) for system in figures)
        yield f"| {measure} | " + " | ".join(cells) + " |"


def ratios(figures: Figures, ours: Sequence[System] = (INT8, FP32, RERANKER)) -> Figures:
    """Return how many times better ours is than each peer, by "ours / peer" and measure."""
    pairs = [
        (own.name, peer.name)
        for own in ours
        for peer in (SCRIPT, TXTAI)
        if own.name in figures and peer.name in figures
    ]
    return {
        f"{own} / {peer}": {
            measure: times_better(measure, figures[own][measure], figures[peer][measure])
            for measure in _measures(figures)
            if measure in figures[own] and measure in figures[peer]
        }
        for own, peer in pairs
    }


def verdicts(figures: Figures) -> Iterator[str]:
    """Yield the lines of the targets' table."""
    yield "| target | value | |"
    yield "|---|---|---|"
    for target in TARGETS:
        found = target.check(figures)
        if found is None:
            yield f"| {target.claim} | – | not measured |"
        else:
            yield f"| {target.claim} | {found[0]:.3g} | {'pass' if found[1] else 'MISS'} |"


def _measures(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(measure for own in figures.values() for measure in own))


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"
