"""The parts of a pack: folders of at most so many bytes, and the files in them."""

from collections.abc import Sequence
from pathlib import Path

MIB = 2**20
PART = "part-"


def lay_out(files: Sequence[Path], out: Path, limit: int) -> list[Path]:
    """Move files into parts, the largest first, each into the first part with room for it.

    Args:
        limit: bytes of a part, at most.

    Returns:
        The folders of the parts.

    Raises:
        ValueError: when a file is larger than a part.
    """
    rooms: list[int] = []
    for file in sorted(files, key=lambda one: (-one.stat().st_size, one.name)):
        size = file.stat().st_size
        if size > limit:
            raise ValueError(
                f"{file.name} has {size / MIB:.1f} MiB, a part at most {limit / MIB:.1f}: "
                "raise --limit, or pack fewer sets"
            )
        at = next((at for at, room in enumerate(rooms) if room >= size), len(rooms))
        if at == len(rooms):
            rooms.append(limit)
            (out / f"{PART}{at + 1}").mkdir(parents=True)
        rooms[at] -= size
        file.replace(out / f"{PART}{at + 1}" / file.name)
    return [out / f"{PART}{at + 1}" for at in range(len(rooms))]


def packed(pack: Path, pattern: str) -> list[Path]:
    """Return the files of a pack whose names match, in the order of their names.

    Raises:
        FileNotFoundError: when there is none.
    """
    found = sorted(pack.glob(f"{PART}*/{pattern}"), key=lambda path: path.name)
    if not found:
        raise FileNotFoundError(f"{pack} has no {pattern}: send all parts that training.pack wrote")
    return found
