"""Run ONNX networks with onnxruntime."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

TABLES = "network.data"
"""The large tables of a network, in a file beside it: the system maps the file, and only what is
read of it takes memory."""
_LARGE = 4 * 2**20  # bytes; the other weights are put into another order when they are loaded

# A sum and a normalisation in two steps take an eighth of the time of the fused step.
_SLOWER = ["SkipLayerNormFusion"]


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
        # The weights take what they need, and not the next larger block of the arena.
        options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
        self._session = onnxruntime.InferenceSession(
            str(file),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_SLOWER,
        )

    def __call__(self, inputs: Mapping[str, Integers]) -> Any:
        """Run the network on the inputs, given by name, and return its output."""
        return self._session.run(None, dict(inputs))[0]


def put_tables_aside(file: Path) -> None:
    """Move the large tables of a network into the file ``TABLES`` beside it."""
    import onnx

    model = onnx.load(file)
    (file.parent / TABLES).unlink(missing_ok=True)  # onnx would add to it
    onnx.save_model(
        model,
        file,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=TABLES,
        size_threshold=_LARGE,
    )
    if (file.parent / TABLES).exists():  # a small network has no large tables
        shutil.copymode(file, file.parent / TABLES)  # onnx gives it to its owner alone
