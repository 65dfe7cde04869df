"""Follow a build by the events that its process sends."""

import math
import threading
import time
from dataclasses import replace
from typing import Any

from index.build.events import (
    Embedding,
    Estimate,
    Event,
    FileRead,
    FileRefused,
    FilesFound,
    ReadingFile,
    Remark,
    line,
)
from service.builds.build import Build, FileProgress


class Follower:
    """The state of a build, which one thread changes and others read."""

    def __init__(self, build: Build) -> None:
        """Start from a build that waits."""
        self._build = build
        self._files: dict[str, FileProgress] = {}
        self._estimate = Estimate()
        self._lock = threading.Lock()

    @property
    def build(self) -> Build:
        """Return the state now."""
        with self._lock:
            left = self._estimate.seconds_left
            return replace(
                self._build,
                files=tuple(self._files.values()),
                seconds_left=None
                if left is None or not self._build.unfinished
                else math.ceil(left),
            )

    def change(self, **changes: Any) -> None:
        """Change fields of the build."""
        with self._lock:
            self._build = replace(self._build, **changes)

    def see(self, event: Event) -> None:
        """Take note of an event."""
        with self._lock:
            self._estimate.see(event)
            step = line(event)
            if step is not None:
                self._build = replace(self._build, step=step)
            match event:
                case FilesFound():
                    self._files = {path: FileProgress(path) for path in event.paths}
                case ReadingFile():
                    self._files[event.path] = FileProgress(
                        event.path, "reading", page=event.page, pages=event.pages
                    )
                case FileRead():
                    self._files[event.path] = FileProgress(
                        event.path,
                        "read",
                        sentences=event.sentences,
                        unchanged=event.unchanged,
                        omissions=event.omissions,
                        ocr_pages=event.ocr_pages,
                    )
                case FileRefused():
                    self._files[event.path] = FileProgress(
                        event.path, "refused", reason=event.reason
                    )
                case Remark():
                    remarks = (*self._build.remarks, event.text)
                    self._build = replace(self._build, remarks=remarks)
                case Embedding():
                    self._build = replace(self._build, embedded=event.done, to_embed=event.known)

    def end(self, generation: str = "", failure: str = "") -> None:
        """End the build: with its generation, or with the reason why it failed."""
        with self._lock:
            if not failure:
                for path, file in self._files.items():
                    if file.state == "read":
                        self._files[path] = replace(file, state="ready")
            self._build = replace(
                self._build,
                state="failed" if failure else "done",
                ended=time.time(),
                step="",
                generation=generation,
                failure=failure,
            )
