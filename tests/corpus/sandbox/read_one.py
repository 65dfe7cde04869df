"""Read one file in a sandbox of its own, for a test that kills this process meanwhile."""

import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from corpus.errors import UnreadableFile
from corpus.folder import SourceFile
from corpus.limits import Limits
from corpus.report import Source
from corpus.sandbox.parent import Sandbox
from corpus.settings import load_settings

if __name__ == "__main__":
    path = Path(sys.argv[1])
    doing = path.read_text()
    # Nothing but the end of the parent may end the child.
    limits = replace(Limits.of(load_settings({})), read_cpu_seconds=600, read_wall_seconds=600)
    with Sandbox(limits, module="tests.corpus.sandbox.odd_process") as sandbox:

        def read() -> None:
            with suppress(UnreadableFile):
                sandbox.read(SourceFile(path, path.name, Source("a")))

        reading = threading.Thread(target=read, daemon=True)
        reading.start()
        if doing.startswith("wait"):
            reading.join()
        time.sleep(2)  # long enough for the child to be in the middle of its file
        (child,) = psutil.Process().children()
        print(child.pid, flush=True)
        time.sleep(600)
