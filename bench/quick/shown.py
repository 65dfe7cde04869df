"""Print the kept lines beside each other, a column a commit."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bench.quick.kept import Line, Values


def instruction_rows(instructions: Values) -> Iterator[str]:
    """Yield the table of a run's instructions: a column a system, a row a part."""
    yield "| instructions of a question, millions | " + " | ".join(instructions) + " |"
    yield "|---" * (len(instructions) + 1) + "|"
    for part in dict.fromkeys(part for own in instructions.values() for part in own):
        cells = (_millions(own.get(part)) for own in instructions.values())
        yield f"| {part} | " + " | ".join(cells) + " |"


def beside(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the table of all commits: instructions, ratios beside the script, and figures."""
    yield "| | " + " | ".join(line.commit for line in lines) + " |"
    yield "|---" * (len(lines) + 1) + "|"
    yield _row("day", [line.day for line in lines])
    yield _row("machine", [line.place for line in lines])
    yield _row("load before", [_plain(line.load) for line in lines])
    yield _row("instructions counted by", [line.counted_by or "–" for line in lines])
    yield from _rows(
        lines, lambda line: line.instructions, "millions of instructions, {}, {}", _millions
    )
    yield from _rows(lines, lambda line: line.ratios, "times better, {}: {}", _plain)
    yield from _rows(lines, lambda line: line.figures, "{}: {}", _plain)


def _rows(
    lines: Sequence[Line],
    values: Callable[[Line], Values],
    title: str,
    shown: Callable[[float | None], str],
) -> Iterator[str]:
    names = dict.fromkeys(
        (group, name) for line in lines for group, own in values(line).items() for name in own
    )
    for group, name in names:
        found = [values(line).get(group, {}).get(name) for line in lines]
        yield _row(title.format(group, name), map(shown, found))


def _row(title: str, cells: Iterable[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"


def _millions(count: float | None) -> str:
    return "–" if count is None else f"{count / 1e6:.3f}"


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.2f}"
