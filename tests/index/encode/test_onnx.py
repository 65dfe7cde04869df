"""Networks whose large tables stand in a file beside them, and small ones without such a file."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.encode.onnx import TABLES, Network, put_tables_aside


def written(file: Path, rows: int) -> np.ndarray:
    """Write a network that gives the rows of a table; return the table."""
    table = np.arange(rows * 256, dtype=np.float32).reshape(rows, 256)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "ids"], ["rows"])],
        "rows",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [None])],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, 256])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save_model(model, file)
    return table


@pytest.mark.parametrize(("rows", "aside"), [(4096, True), (4095, False)])
def test_tables_from_four_mebibytes_on_stand_in_a_file_of_their_own(
    tmp_path: Path, rows: int, aside: bool
) -> None:
    file = tmp_path / "network.onnx"
    table = written(file, rows)
    file.chmod(0o644)
    put_tables_aside(file)
    assert (tmp_path / TABLES).exists() is aside
    assert (file.stat().st_size < 100_000) is aside
    for one in tmp_path.iterdir():
        assert one.stat().st_mode & 0o777 == 0o644
    ids = np.array([0, rows - 1, 7], dtype=np.int64)
    assert np.array_equal(Network(file)({"ids": ids}), table[ids])


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    written(tmp_path / "network.onnx", 4096)
    put_tables_aside(tmp_path / "network.onnx")
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    put_tables_aside(tmp_path / "network.onnx")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first
