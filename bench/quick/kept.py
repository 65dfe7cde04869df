"""Keep the figures of each commit, a line of JSON each, in bench/results/quick.jsonl.

One file, so that all commits stand beside each other, and one line for a commit, so that a change
adds or replaces one line.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.results import RESULTS

TABLE = RESULTS / "quick.jsonl"
DIRTY = "-dirty"
Values = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a commit.

    Attributes:
        day: of the run.
        machine: and ``vectors``, the vector instructions that it has.
        load: of the machine before the run.
        figures: by system and measure.
        ratios: by "ours / peer" and measure; above 1 ours is better.
        counted_by: what counted the instructions; empty when they were not counted.
        instructions: of a question, by system and part.
    """

    commit: str
    day: str
    machine: str
    vectors: str
    load: float
    figures: Values
    ratios: Values
    counted_by: str = ""
    instructions: Values = field(default_factory=dict)

    @property
    def is_dirty(self) -> bool:
        """Tell whether files differed from the commit."""
        return self.commit.endswith(DIRTY)

    @property
    def place(self) -> str:
        """Return what its times depend on besides the code."""
        return f"{self.machine}, {self.vectors}"


def measured_commit(folder: Path) -> str:
    """Return the last commit that changed more than the table, with "-dirty" if files differ.

    So a commit that only keeps a line needs no line of its own, and a changed table is not dirt.
    """
    table = f":(top,exclude){TABLE.relative_to(TABLE.parents[2]).as_posix()}"
    paths = ("--", ":(top)", table)
    commit = _git(folder, "log", "-1", "--format=%h", *paths)
    differs = _git(folder, "status", "--porcelain", "--untracked-files=no", *paths)
    return (commit or "unknown") + (DIRTY if differs or not commit else "")


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def read(table: Path) -> list[Line]:
    """Return the kept lines, the oldest first."""
    if not table.is_file():
        return []
    lines = table.read_text(encoding="utf-8").splitlines()
    return [Line(**json.loads(line)) for line in lines if line]


def keep(table: Path, line: Line) -> None:
    """Add a line, or replace that of its commit.

    Raises:
        ValueError: when files differed from the commit.
    """
    if line.is_dirty:
        raise ValueError(f"{line.commit}: files differ from the commit, so no one can repeat it")
    lines = read(table)
    at = next((at for at, one in enumerate(lines) if one.commit == line.commit), len(lines))
    lines[at : at + 1] = [line]
    text = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in lines)
    new = table.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(table)


def before(lines: Sequence[Line], line: Line) -> Sequence[Line]:
    """Return the lines of other commits that stand before it, the newest first."""
    at = next((at for at, one in enumerate(lines) if one.commit == line.commit), len(lines))
    return lines[:at][::-1]
