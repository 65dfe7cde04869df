"""The option --ray, and what is refused before any work; none of it needs Ray."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from build_index import main
from corpus.errors import SettingError
from corpus.limits import Limits
from corpus.settings import load_settings
from index.workers import workers_of
from index.workers.local import LocalWorkers


@pytest.fixture
def without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *_: None if name == "ray" else found(name)
    )


@pytest.mark.usefixtures("without_ray")
def test_a_build_without_the_extra_names_it_and_writes_nothing(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    assert main([str(corpus), "--index", str(index), "--ray"]) == 2
    assert 'run pip install "pincite[ray]", or build without --ray' in capsys.readouterr().err
    assert not list(index.glob("0*"))


@pytest.mark.parametrize(
    "address", ["reports", "/reports", "10.0.0.1", "ray://host:10001", "a b:1"]
)
def test_what_is_no_address_is_refused(
    address: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--corpus", str(corpus), "--index", str(tmp_path / "i"), "--ray", address]) == 2
    assert "local, auto or HOST:PORT; a folder of reports goes" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["local", "auto", "10.0.0.1:6379", "host.example:1", "[::1]:1"])
def test_an_address_is_taken(address: str) -> None:
    assert load_settings({}, ray=address).ray == address


def test_without_the_setting_this_machine_works() -> None:
    settings = load_settings({})
    assert isinstance(workers_of(settings, Limits.of(settings), None), LocalWorkers)


def test_the_setting_alone_chooses_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    settings: Any = load_settings({"PINCITE_RAY": "local"})
    with pytest.raises(SettingError, match="pincite"):
        workers_of(settings, Limits.of(settings), None)
