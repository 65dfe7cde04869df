"""Say in words what a commit lost against those kept before it."""

from collections.abc import Iterator, Sequence

from bench.quick.callgrind import ALL
from bench.quick.kept import Line

MOST_INSTRUCTIONS, LEAST_RATIO = 1.01, 0.85
"""More instructions than this, or less of a ratio, in parts of the last commit's, is a loss."""
QUIET = 1.0
"""A higher load before a run means other work, which changes times and ratios."""


def losses(line: Line, earlier: Sequence[Line]) -> Iterator[str]:
    """Yield a sentence for each loss.

    Args:
        line: the newest.
        earlier: the others, the newest first. Counts are compared with the last line of the same
            counter, ratios with the last line of the same machine.
    """
    if before := counted_alike(line, earlier):
        yield from _instructions(line, before)
    if before := measured_alike(line, earlier):
        yield from _ratios(line, before)


def counted_alike(line: Line, earlier: Sequence[Line]) -> Line | None:
    """Return the last line whose instructions compare with a line's."""
    same = (one for one in earlier if one.counted_by == line.counted_by)
    return next(same, None) if line.counted_by else None


def measured_alike(line: Line, earlier: Sequence[Line]) -> Line | None:
    """Return the last line whose ratios compare with a line's."""
    same = (one for one in earlier if one.place == line.place)
    return next((one for one in same if one.ratios), None) if line.ratios else None


def _instructions(line: Line, before: Line) -> Iterator[str]:
    for system, parts in line.instructions.items():
        old = before.instructions.get(system, {})
        if ALL not in old or parts[ALL] <= old[ALL] * MOST_INSTRUCTIONS:
            continue
        more = {part: count - old.get(part, 0) for part, count in parts.items() if part != ALL}
        most = max(more, key=lambda part: more[part])
        yield (
            f"INSTRUCTIONS ROSE: a question, {system}: {parts[ALL] / 1e6:.2f} million, "
            f"{parts[ALL] / old[ALL] - 1:.1%} more than at {before.commit}; "
            f"most of it in {most} (+{more[most] / 1e6:.2f} million)"
        )


def _ratios(line: Line, before: Line) -> Iterator[str]:
    for pair, measures in line.ratios.items():
        for measure, ratio in measures.items():
            old = before.ratios.get(pair, {}).get(measure)
            if old is not None and ratio < old * LEAST_RATIO:
                yield (
                    f"A RATIO FELL: {measure}, {pair}: {ratio:.2f}, "
                    f"{1 - ratio / old:.0%} less than {old:.2f} at {before.commit}"
                )


def verdict(line: Line, earlier: Sequence[Line]) -> Iterator[str]:
    """Yield what a line was compared with, and each loss or that there is none."""
    counted, measured = counted_alike(line, earlier), measured_alike(line, earlier)
    instructions = f"beside {_named(counted)}" if line.counted_by else "NOT counted"
    yield f"{line.commit}: instructions {instructions}, ratios beside {_named(measured)}"
    for one in (line, measured):
        if one and one.ratios and one.load > QUIET:
            yield f"Other work ran at {one.commit} (load {one.load:.1f}): its ratios say little."
    found = list(losses(line, earlier))
    yield from found
    if not found and (counted or measured):
        yield "No loss."


def _named(line: Line | None) -> str:
    return line.commit if line else "no kept commit that compares"
