"""Keep the figures of a run, named by commit."""

import json
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def commit() -> str:
    """Return the short hash of the commit, with "-dirty" when files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def machine() -> str:
    """Return what the figures were measured on."""
    cores = Path("/proc/cpuinfo")
    model = "unknown processor"
    count = 0
    if cores.is_file():
        names = [line for line in cores.read_text().splitlines() if line.startswith("model name")]
        if names:
            model, count = names[0].split(":")[1].strip(), len(names)
    return f"{model}, {count} cores, Python {platform.python_version()}"


def save(name: str, figures: Mapping[str, object]) -> Path:
    """Write figures to bench/results and return the file."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{commit()}.json"
    content = {"commit": commit(), "machine": machine(), **figures}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path
