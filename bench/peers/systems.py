"""What is compared: each system's commands and environment."""

import importlib.util
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ONE_THREAD = {"OMP_NUM_THREADS": "1", "PINCITE_JOBS": "1"}
"""For every system where it can be set, while questions come one by one."""

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_PATIENT = {"PINCITE_MAX_WAITING": "64", "PINCITE_WAITING_SECONDS": "60"}
"""Ours sheds what would wait for long; the peers let all wait, so here it does too."""
_SAME_MODEL = {"PINCITE_ADAPTER": "none"}
"""The peers have the packaged model as it is; an adapter would change vectors and not times."""
_NO_RERANKER = {"PINCITE_RERANKER": "none"}


@dataclass(frozen=True, slots=True)
class System:
    """One column of the table.

    Attributes:
        kind: what the worker opens: ours, forward, script or hybrid.
        index: name of its index; systems of one name share it.
    """

    name: str
    kind: str
    index: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_peer(self) -> bool:
        """Tell whether others wrote what it does."""
        return self.kind in ("script", "hybrid")

    def environment(self, *, one_thread: bool) -> dict[str, str]:
        """Return the environment of its processes."""
        return {**os.environ, **self.variables(one_thread=one_thread)}

    def variables(self, *, one_thread: bool) -> dict[str, str]:
        """Return what its processes have in their environment besides that of this one."""
        alone = ONE_THREAD if one_thread else {}
        return {**_QUIET, **_PATIENT, **_SAME_MODEL, **alone, **self.settings}

    def command(self, verb: str, folder: Path, *arguments: str) -> list[str]:
        """Return the command line that builds, asks or serves.

        Args:
            folder: of all indexes.
            arguments: a build's folder of reports and file of sentences; a question.
        """
        index = str(folder / self.index)
        if self.is_peer:
            argument = arguments[-1:]
            return [sys.executable, "-m", f"bench.peers.{self.kind}", verb, index, *argument]
        if verb == "build":
            corpus = arguments[0]
            return [sys.executable, "build_index.py", "--corpus", corpus, "--index", index]
        port = ("--port", "0") if verb == "serve" else ()
        return [sys.executable, "-m", "service", verb, *arguments, "--index", index, *port]

    def worker(self, folder: Path) -> list[str]:
        """Return the command line of its worker."""
        return [sys.executable, "-m", "bench.peers.worker", self.kind, str(folder / self.index)]


INT8 = System("ours, int8", "ours", "int8", {"PINCITE_PRECISION": "int8", **_NO_RERANKER})
FP32 = System("ours, fp32", "ours", "fp32", {"PINCITE_PRECISION": "fp32", **_NO_RERANKER})
RERANKER = System("ours, int8 + reranker", "ours", "int8", {"PINCITE_PRECISION": "int8"})
SCRIPT = System("script", "script", "script")
TXTAI = System("txtai", "hybrid", "hybrid")
FORWARD_INT8 = System("forward, int8", "forward", "int8", INT8.settings)
FORWARD_FP32 = System("forward, fp32", "forward", "fp32", FP32.settings)


def open_to_all() -> list[System]:
    """Return the systems that answer from the shell and through HTTP."""
    found = [INT8, FP32, RERANKER, SCRIPT]
    if importlib.util.find_spec("txtai"):
        return [*found, TXTAI]
    print("txtai is not installed and is left out: pip install txtai==9.14.0 to compare it.")
    return found
