"""Run ONNX networks with onnxruntime."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


class Network:
    """A network with one output; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        """Load a network that runs on the calling thread only.

        Threads within a run wait for each other, which takes long on a busy machine. To use
        several cores, call the network from several threads.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, inputs: Mapping[str, Integers]) -> Any:
        """Run the network on the inputs, given by name, and return its output."""
        return self._session.run(None, dict(inputs))[0]
