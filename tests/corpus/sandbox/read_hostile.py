"""Read hostile files in a process of its own and print what became of each."""

import json
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.folder import find_files
from corpus.intake import read_all
from corpus.limits import Limits
from corpus.settings import load_settings
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from tests.corpus.sandbox.hostile import write


def resident() -> int:
    """Return the most memory that this process has held; what its parent held does not count."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.findall(r"VmHWM:\s*(\d+) kB", status)[0])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if not folder.exists():
        write(folder)
        sys.exit()
    limits = replace(
        Limits.of(load_settings({})),
        read_cpu_seconds=2,
        read_wall_seconds=300,
        read_memory_bytes=2**28,
        max_text_chars=1_000_000,
    )
    text = "A sentence. And another."
    sentence_spans(text, find_blocks(text))  # loads what a good file needs too
    before, started = resident(), time.perf_counter()
    outcomes = {
        file.path: str(report) if isinstance(report, UnreadableFile) else None
        for file, report in read_all(find_files(folder)[0], limits, jobs=2)
    }
    taken = {"grown": resident() - before, "seconds": time.perf_counter() - started}
    print(json.dumps({"outcomes": outcomes, **taken}))
