"""What the corpus folder holds now: names, sizes and times."""

import os
from pathlib import Path

from corpus.folder import is_clutter

State = frozenset[tuple[str, int, int, int]]


def state_of(corpus: Path) -> State:
    """Return path, size, time and number of each file that a build does not pass over."""
    found = set()
    for folder, folders, names in os.walk(corpus):
        folders[:] = [name for name in folders if not is_clutter(name)]
        for name in names:
            path = Path(folder, name)
            try:
                about = path.stat()
            except OSError:  # it vanished meanwhile, or is a link to nothing
                continue
            if not is_clutter(name):
                found.add((str(path), about.st_size, about.st_mtime_ns, about.st_ino))
    return frozenset(found)
