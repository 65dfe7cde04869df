"""Build an index on Ray with the small embedder, and kill actors meanwhile, for a test to look at.

python -m tests.index.workers.ray.build_on_ray CORPUS INDEX ADDRESS KIND,KIND SETTINGS
"""

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import psutil

from corpus.settings import load_settings
from index.build.build import build_index
from index.build.events import Embedding, Event, FileRead, FileRefused, FilesFound, ReadingFile
from tests.fakes import BagOfWords


def actors(kind: str) -> list[int]:
    """Return the processes of the actors of a kind that this process, or its Ray, has started."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if child.cmdline()[0].startswith(f"ray::{kind}"):
                found.append(child.pid)
        except (psutil.Error, IndexError):  # it ends now
            continue
    return found


class Killer:
    """Kills one actor of each kind in the middle of its work, and counts the events."""

    def __init__(self, kinds: list[str]) -> None:
        self.kinds = kinds
        self.killed: list[int] = []
        self.events: dict[str, int] = {}
        self._files = 0

    def see(self, event: Event) -> None:
        """Take note of an event."""
        name = type(event).__name__
        self.events[name] = self.events.get(name, 0) + 1
        if isinstance(event, FilesFound):
            self._files = len(event.paths)
        if isinstance(event, ReadingFile) and event.number > self._files // 3:
            self._kill("Reader")
        if isinstance(event, Embedding) and event.done > event.known // 2:
            self._kill("Encoder")

    def _kill(self, kind: str) -> None:
        if kind in self.kinds and (found := actors(kind)):
            self.kinds.remove(kind)
            os.kill(found[0], signal.SIGKILL)
            self.killed.append(found[0])


def main() -> None:
    """Build, and print what happened as JSON."""
    corpus, index, address, kinds, more = sys.argv[1:6]
    killer = Killer([kind for kind in kinds.split(",") if kind])
    settings = load_settings(
        {}, corpus=Path(corpus), index=Path(index), ray=address, **json.loads(more)
    )
    summary = build_index(settings, BagOfWords(), killer.see)
    own = {FileRead.__name__, FileRefused.__name__}
    print(
        json.dumps(
            {
                **asdict(summary),
                "killed": len(killer.killed),
                "events": {name: killer.events.get(name, 0) for name in own},
                "left": actors(""),
            }
        )
    )


if __name__ == "__main__":
    main()
