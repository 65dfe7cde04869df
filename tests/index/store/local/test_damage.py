import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, IndexMismatch, IndexMissing
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.store import local_store, open_index
from index.store.files.generation import POINTER
from tests.fakes import BagOfWords
from tests.soak import damage as soak

Build = Callable[..., BuildSummary]


@pytest.fixture(scope="module")
def two_generations(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, and its index with two generations, the second one serving."""
    folder = tmp_path_factory.mktemp("generations")
    for name in ("corpus", "index"):
        shutil.copytree(small_index.with_name(name), folder / name)
    (folder / "corpus" / "ferry.txt").write_text("The ferry leaves at ten. It is late.")
    build_index(load_settings({}, corpus=folder / "corpus", index=folder / "index"), BagOfWords())
    return folder


@pytest.fixture
def corpus(two_generations: Path, tmp_path: Path) -> Path:
    return shutil.copytree(two_generations / "corpus", tmp_path / "corpus")


@pytest.fixture
def index(two_generations: Path, settings: Settings) -> Path:
    """A copy of the index, to be damaged."""
    return shutil.copytree(two_generations / "index", settings.index)


def files_of(index: Path) -> list[Path]:
    serving = open_index(index).manifest.generation
    files = [path for path in (index / serving).rglob("*") if path.is_file()]
    return sorted([*files, index / POINTER])


def refused(index: Path) -> None:
    with pytest.raises(IndexDamaged, match="run python build_index"):
        open_index(index)


@pytest.mark.slow
def test_every_file_cut_at_its_sixteenths_or_with_a_flipped_bit_is_refused_and_named() -> None:
    outcome = soak.cut_and_flipped(1, 1)
    assert outcome.lost == ()
    assert outcome.faults > 1000


def test_a_file_in_the_place_of_another_or_of_none_is_refused_and_named() -> None:
    outcome = soak.swapped(1, 1)
    assert outcome.lost == ()
    assert outcome.faults > 30


def test_a_manifest_that_does_not_fit_its_files_is_refused() -> None:
    assert soak.forged(1, 1).lost == ()


@pytest.mark.parametrize("pointer", ["", "[]", "null", "7" * 5000, "[" * 100_000, "\xff", "{}"])
def test_a_pointer_of_any_form_is_refused(index: Path, pointer: str) -> None:
    (index / POINTER).write_bytes(pointer.encode("latin-1"))
    refused(index)


def test_a_missing_or_surplus_file_is_refused(index: Path) -> None:
    for path in files_of(index):
        if path.name in (POINTER, ".tantivy-meta.lock"):
            continue
        kept = path.rename(path.with_name("kept"))
        refused(index)
        kept.rename(path)
    (index / open_index(index).manifest.generation / "extra").write_text("x")
    refused(index)


def test_the_memory_alone_is_refused_where_its_file_is_damaged(index: Path) -> None:
    store = local_store(index)
    store.open_memory().close()
    serving = index / open_index(index).manifest.generation
    (serving / "vectors.faiss").write_bytes(b"rubbish")
    store.open_memory().close()  # which reads no vectors
    path = serving / "former_texts.sqlite"
    content = path.read_bytes()
    for damaged in (content[:-1], content[:-1] + bytes([content[-1] ^ 1])):
        path.write_bytes(damaged)
        with pytest.raises(IndexDamaged, match=r"former_texts\.sqlite.*run python build_index"):
            store.open_memory()
    path.unlink()
    with pytest.raises(IndexDamaged, match=r"former_texts\.sqlite is missing"):
        store.open_memory()


def test_a_file_of_another_generation_is_refused(index: Path) -> None:
    serving = open_index(index).manifest.generation
    (other,) = (path for path in index.glob("0*") if path.name != serving)
    for name in ("passages.sqlite", "vectors.faiss", "manifest.json"):
        sound = (index / serving / name).read_bytes()
        shutil.copy(other / name, index / serving / name)
        refused(index)
        (index / serving / name).write_bytes(sound)
    shutil.rmtree(index / serving)
    refused(index)
    shutil.copytree(other, index / serving)
    refused(index)


def test_another_model_is_refused_with_the_way_out(index: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"run python build_index.*, or set PINCITE_MODEL"):
        open_index(index, BagOfWords("another").identity)


def test_an_empty_folder_holds_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run python build_index"):
        open_index(tmp_path)


def test_a_build_mends_a_damaged_index(index: Path, build: Build) -> None:
    serving = open_index(index).manifest.generation
    (index / serving / "vectors.faiss").write_bytes(b"rubbish")
    summary = build()
    assert "is damaged" in str(summary.replaced)
    assert summary.embedded == summary.passages
    assert open_index(index).manifest.generation == summary.generation


def test_a_build_mends_a_damaged_pointer(index: Path, build: Build) -> None:
    (index / POINTER).write_text('{"generation": "../../etc"}')
    refused(index)
    build()
    open_index(index)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM, errno.ENOSPC])
def test_an_index_for_which_the_system_lacks_something_is_not_called_damaged(
    index: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("index.store.local.view.VectorIndex.load", refuse)
    with pytest.raises(OSError, match=os.strerror(number)):
        open_index(index)
