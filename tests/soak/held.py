"""What a process holds, by /proc: to see whether something is never let go."""

from pathlib import Path

import psutil


def held(folder: Path, pid: int) -> dict[str, int]:
    """Return what a process holds: files and maps of a folder, threads, bytes of memory."""
    root = str(folder.resolve())
    files = sum(_points_into(link, root) for link in Path(f"/proc/{pid}/fd").iterdir())
    maps = Path(f"/proc/{pid}/maps").read_text().count(root)
    process = psutil.Process(pid)
    return {
        "files": files,
        "maps": maps,
        "threads": process.num_threads(),
        "bytes": process.memory_info().rss,
    }


def _points_into(link: Path, root: str) -> bool:
    try:
        return str(link.readlink()).startswith(root)
    except OSError:  # closed by now
        return False
