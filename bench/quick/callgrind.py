"""Read what callgrind counted: the format is described in valgrind's manual, 6.4."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_OBJECT = re.compile(r"c?ob=\((\d+)\)(?: (.*))?")
_TRIGGER = "desc: Trigger: Client Request: "
_COST = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "*")
_PARTS = {
    "onnxruntime": ("onnxruntime",),
    "sqlite": ("sqlite",),
    "faiss": ("faiss",),
    "tantivy": ("tantivy",),
    "tokenizers": ("tokenizers",),
    "numpy": ("numpy", "openblas"),
    "python": ("/libpython", "/lib-dynload/", "/bin/python"),
    "C library": ("/libc.so", "/libm.so", "/libstdc++", "/ld-linux", "/libpthread", "/libgcc"),
}
_OTHER = "other"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Dump:
    """Instructions of one dump.

    Attributes:
        name: the name that the program gave it; empty for the dump at the program's end.
        objects: instructions of each object file.
    """

    name: str
    objects: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return all its instructions."""
        return sum(self.objects.values())

    @property
    def parts(self) -> dict[str, int]:
        """Return its instructions by part of the program, the largest first, and ALL of them."""
        found: Counter[str] = Counter()
        for name, count in self.objects.items():
            found[part_of(name)] += count
        return {ALL: self.total, **dict(found.most_common())}


def part_of(object_file: str) -> str:
    """Return the part of the program that an object file belongs to."""
    for part, marks in _PARTS.items():
        if any(mark in object_file for mark in marks):
            return part
    return _OTHER


def read_dump(path: Path) -> Dump:
    """Read a dump.

    Raises:
        ValueError: when the instructions of the object files are not all that were counted.
    """
    with path.open(encoding="utf-8", errors="replace") as stream:
        return parse(stream)


def parse(lines: Iterable[str]) -> Dump:
    """Add up the instructions of each object file, without those of the functions it calls.

    Raises:
        ValueError: when they are not all that were counted.
    """
    every = list(lines)
    names = (line.removeprefix(_TRIGGER).strip() for line in every if line.startswith(_TRIGGER))
    totals = (int(line.split()[1]) for line in every if line.startswith("totals:"))
    objects: Counter[str] = Counter()
    for object_file, cost in _own_costs(every):
        objects[object_file] += cost
    total = next(totals, None)
    if total != objects.total():
        raise ValueError(f"callgrind's total is {total}, that of its lines {objects.total()}")
    return Dump(next(names, ""), dict(objects))


def _own_costs(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield object file and instructions of each line that has any of its own."""
    known: dict[str, str] = {}
    current, is_call = "???", False
    for line in lines:
        if line.startswith(_COST):
            if not is_call:  # else the cost of a call, which its function has, too
                yield current, int([*line.split(), "0"][1])
            is_call = False
        elif found := _OBJECT.match(line):
            number, path = found.groups()
            if path:
                known[number] = path.strip()
            if not line.startswith("c"):
                current = known[number]
        elif line.startswith("calls="):
            is_call = True


def least(dumps: Iterable[Dump]) -> dict[str, Dump]:
    """Return, of the dumps of each name, the one with the fewest instructions.

    What the process does now and then, such as to grow its memory, falls into one round or another.
    """
    found: dict[str, Dump] = {}
    for dump in dumps:
        if dump.name and (dump.name not in found or dump.total < found[dump.name].total):
            found[dump.name] = dump
    return found


def mean_parts(dumps: Iterable[Dump]) -> dict[str, int]:
    """Return the mean instructions of dumps, by part."""
    every = [dump.parts for dump in dumps]
    names = dict.fromkeys(name for parts in every for name in parts)
    return {name: round(sum(one.get(name, 0) for one in every) / len(every)) for name in names}
