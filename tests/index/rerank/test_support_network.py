"""What is said where a file of the support network is missing or damaged."""

import shutil
from pathlib import Path

import pytest

from corpus.errors import SettingError
from index.encode.onnx import TABLES
from index.rerank.support_network import NETWORK, PACKAGED_SUPPORT, SupportNetwork


@pytest.mark.parametrize("name", [NETWORK, TABLES])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_broken_file_is_named_with_the_remedy(tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / "support"
    shutil.copytree(PACKAGED_SUPPORT, folder)
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(b"x")
    with pytest.raises(SettingError, match="restore them with git checkout") as refused:
        SupportNetwork(folder, 1)
    assert str(folder / name) in str(refused.value)
