"""Run networks with onnxruntime; the only module that serves through it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


class Network:
    """A network with one output, loaded when it is made; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        """Load a network that runs on the calling thread.

        Threads within one run wait for each other, on a busy machine for long; whoever has
        several cores to use runs the network several times at once.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, inputs: Mapping[str, Integers]) -> Any:
        """Return the output for inputs by their names."""
        return self._session.run(None, dict(inputs))[0]
