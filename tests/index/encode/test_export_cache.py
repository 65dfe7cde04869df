"""An exported model is kept for the next index folder; a cache that fails never fails a build."""

import errno
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from corpus.errors import SettingError
from corpus.settings import load_settings
from index.encode.choose import encoder_for_build, export_cache
from tests.conftest import REPORTS
from tests.service.test_without_torch import HEAVY

FILES = {"network.onnx": b"network", "tokenizer.json": b"{}"}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_export_that_is_kept_is_copied_whole(tmp_path: Path, export: Path) -> None:
    cache = export_cache(tmp_path / "cache")
    assert not cache.copy("key", tmp_path / "target")
    cache.keep("key", export)
    assert cache.copy("key", tmp_path / "target")
    assert content(tmp_path / "target") == FILES
    assert not cache.copy("other", tmp_path / "target")


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("network.onnx", b"netwOrk"),
        ("network.onnx", None),
        ("export.json", b"{"),
        ("export.json", b"[]"),
        ("export.json", b"{}"),
        ("export.json", b'{"network.onnx": "0"}'),
        ("export.json", None),
    ],
)
def test_a_damaged_export_is_not_used_and_the_next_one_takes_its_place(
    tmp_path: Path, export: Path, name: str, damaged: bytes | None
) -> None:
    cache, target = export_cache(tmp_path / "cache"), tmp_path / "target"
    cache.keep("key", export)
    path = tmp_path / "cache" / "key" / name
    path.unlink() if damaged is None else path.write_bytes(damaged)
    assert not cache.copy("key", target)
    cache.keep("key", export)
    assert cache.copy("key", target)
    assert content(target) == FILES


def test_a_full_disk_and_a_file_in_the_place_of_the_folder_keep_nothing_and_raise_nothing(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    for folder in (in_the_way, in_the_way / "below"):
        export_cache(folder).keep("key", export)
        assert not export_cache(folder).copy("key", tmp_path / "target")

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", full)
    export_cache(tmp_path / "cache").keep("key", export)
    assert kept(tmp_path / "cache") == set()
    assert "not kept: [Errno 28] No space left" in caplog.text


def test_a_home_that_may_not_be_looked_into_keeps_nothing_and_raises_nothing(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def closed(*_: object, **__: object) -> NoReturn:  # tests may run as the super-user
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", closed)
        assert not export_cache(Path("/home/cache")).copy("key", tmp_path / "target")
    assert "cannot be read: [Errno 13] Permission denied" in caplog.text


def test_the_export_that_was_used_longest_ago_goes_first(tmp_path: Path, export: Path) -> None:
    cache, folder = export_cache(tmp_path / "cache"), tmp_path / "cache"
    for number, key in enumerate("abcd"):
        cache.keep(key, export)
        os.utime(folder / key, (number, number))
    assert cache.copy("a", tmp_path / "target")
    cache.keep("e", export)
    assert kept(folder) == set("acde")


def test_builds_at_the_same_time_share_the_cache(tmp_path: Path, export: Path) -> None:
    cache = export_cache(tmp_path / "cache")
    targets = [tmp_path / f"target{number}" for number in range(20)]

    def build(target: Path) -> bool:
        if cache.copy("key", target):
            return content(target) == FILES
        cache.keep("key", export)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(build, targets))
    assert kept(tmp_path / "cache") == {"key"}


def test_nothing_is_kept_where_the_settings_say_so(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export_cache(Path("none")).keep("key", export)
    assert not export_cache(Path("none")).copy("key", tmp_path / "target")
    assert kept(tmp_path) == {"export"}


def test_without_torch_and_without_an_export_a_build_tells_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    settings = load_settings({"PINCITE_CACHE": "none", "PINCITE_ADAPTER": "none"})
    with pytest.raises(SettingError, match="transformers is not installed: run pip install -r"):
        encoder_for_build(settings, None, tmp_path / "export")


@pytest.mark.slow
def test_a_second_index_folder_takes_at_most_half_the_time_and_no_torch(tmp_path: Path) -> None:
    plain = {"PINCITE_ADAPTER": "none"}  # the encoder that ships needs no export
    environ = {**os.environ, **plain, "PINCITE_CACHE": str(tmp_path / "cache")}

    def build(name: str) -> tuple[float, set[str]]:
        command = [sys.executable, "-X", "importtime", "build_index.py"]
        command += ["--corpus", str(REPORTS), "--index", str(tmp_path / name)]
        before = psutil.Process().cpu_times()
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        after = psutil.Process().cpu_times()
        assert "222 passages (222 embedded" in done.stdout
        lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
        loaded = {line.split("|")[-1].strip().split(".")[0] for line in lines}
        return after.children_user - before.children_user, loaded

    (first, exporting), (second, loaded) = build("one"), build("two")
    assert "torch" in exporting
    # About a third on a quiet machine: processor time, too, grows beside other work.
    assert second <= first / 2
    # nltk loads scipy and scikit-learn where the development tools have installed them.
    assert loaded & set(HEAVY) <= {"nltk", "scipy", "sklearn"}
    one, two = (next((tmp_path / name).glob("0*")) for name in ("one", "two"))
    assert content(one / "encoder") == content(two / "encoder")
    assert (one / "vectors.faiss").read_bytes() == (two / "vectors.faiss").read_bytes()
