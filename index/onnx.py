"""Open networks for onnxruntime; the only module that loads it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def session(network: Path) -> "InferenceSession":
    """Open a network that runs on the calling thread.

    Threads within one run wait for each other, on a busy machine for long; whoever has
    several cores to use runs the network several times at once, which it allows.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
