"""Builds that are killed, starved or refused; ``python -m tests.soak`` does the same at length."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.store.files.generation import record_files
from index.store.local.vector_writer import VectorWriter
from tests.fakes import BagOfWords
from tests.index.build.forked_builds import Builds
from tests.soak import builds as soak
from tests.soak.ground import Ground

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def builds() -> Iterator[Builds]:
    with Builds() as started:
        yield started


@pytest.fixture
def here(tmp_path: Path) -> Ground:
    """A ground whose index was built over a report that has changed since."""
    made = Ground(tmp_path)
    made.write("ferry")
    made.build()
    made.write("barge")
    return made


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and the bytes of every file but the locks, which hold nothing."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock" and path.name != ".lock"
    }


def test_a_build_killed_before_some_of_its_steps_leaves_an_index_that_serves() -> None:
    outcome = soak.killed_at_steps(1, 1, every=False)
    assert outcome.lost == ()
    assert outcome.faults > 5


def test_a_build_killed_at_any_moment_is_made_up_for_by_the_next() -> None:
    assert soak.killed_at_moments(2, 1).lost == ()


def test_everything_is_on_the_disk_before_the_pointer_names_it(
    builds: Builds, here: Ground
) -> None:
    steps = list(builds.run(here.corpus, here.index).steps)
    published = next(at for at, step in enumerate(steps) if step.startswith("rename .CURRENT"))
    named = next(at for at, step in enumerate(steps) if step == "rename .unfinished")
    (newest,) = (path for path in here.index.iterdir() if path.name.startswith("000002"))
    flushed = {step.partition(" ")[2] for step in steps[:named] if step.startswith("fsync ")}
    for path in [newest, *newest.rglob("*")]:
        if path.suffix != ".lock":
            own = Path(".unfinished", path.relative_to(newest)).as_posix()
            assert own in flushed
    assert "fsync ." in steps[named:published]
    assert "fsync .CURRENT.new" in steps[named:published]
    assert "fsync ." in steps[published:]


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted, which takes the right to")
def test_a_full_disk_stops_a_build_and_harms_nothing() -> None:
    try:
        outcome = soak.full_disks(6, 1)
    except PermissionError as error:  # a container whose root may not mount
        pytest.skip(str(error))
    assert outcome.lost == ()
    assert outcome.faults >= 4


@pytest.mark.parametrize("most", [10, 3000, 30_000, 45_000])
def test_files_that_may_not_grow_stop_a_build_and_harm_nothing(
    builds: Builds, here: Ground, most: int
) -> None:
    before = everything(here.index)
    here.write("barge", sentences=100)
    ended = builds.run(here.corpus, here.index, file_bytes=most)
    assert ended.code == 1
    assert "could not be written and is unchanged" in ended.said
    assert "free some space" in ended.said
    assert "Traceback" not in ended.said
    assert here.left() <= {".vectors"}
    assert {name: everything(here.index)[name] for name in before} == before
    assert here.served() == "ferry"
    assert builds.run(here.corpus, here.index).code == 0
    assert here.served() == "barge"
    assert not here.left()


def test_vectors_that_do_not_fit_are_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "vectors").symlink_to("/dev/full")
    with closing(VectorWriter(tmp_path / "vectors", 1_000_000)) as writer:
        writer.add(BagOfWords().encode(["The ferry leaves."] * 100))
        with pytest.raises(OSError, match="No space left"):
            writer.write()


@pytest.mark.parametrize("unwritable", [".", ".lock"])
def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(
    builds: Builds, here: Ground, unwritable: str
) -> None:
    before = everything(here.index)
    path = here.index / unwritable
    path.chmod(0o500 if path.is_dir() else 0o400)
    ended = builds.run(here.corpus, here.index, own_rights=True)
    path.chmod(0o700 if path.is_dir() else 0o600)
    assert ended.code == 1
    assert re.search("Permission denied: .*make the folder writable", ended.said)
    assert everything(here.index) == before
    assert here.served() == "ferry"


def test_an_index_that_is_no_folder_is_named_with_the_way_out(
    builds: Builds, here: Ground, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    for index in (tmp_path / "file", tmp_path / "file" / "index"):
        ended = builds.run(here.corpus, index)
        assert ended.code == 1
        assert "choose another --index" in ended.said


def test_of_two_builds_at_once_one_is_refused_and_the_other_publishes() -> None:
    assert soak.at_once(3, 1).lost == ()


def test_what_a_killed_build_left_is_gone_even_when_nothing_is_to_be_built(
    builds: Builds, here: Ground
) -> None:
    steps = builds.run(here.corpus, here.index).steps
    here.write("canoe")
    at = 1 + [step.startswith("rename .CURRENT") for step in steps].index(True)
    while builds.run(here.corpus, here.index, kill_at=at).killed and not here.left():
        at -= 1  # until it is killed with something half done
    (here.index / ".unfinished").mkdir(exist_ok=True)
    here.write("barge")
    ended = builds.run(here.corpus, here.index)
    assert "is up to date" in ended.said
    assert not here.left()
    assert here.served() == "barge"


def test_a_build_never_writes_into_a_generation_that_was_published(
    builds: Builds, here: Ground
) -> None:
    """So no file is cut short while a reader has it mapped, which would end the reader."""
    (published,) = here.index.glob("0*")
    before, inodes = everything(published), {p.stat().st_ino for p in published.rglob("*")}
    ended = builds.run(here.corpus, here.index)
    assert ended.code == 0
    touched = [step for step in ended.steps if f" {published.name}" in step]
    assert touched
    assert all(step.startswith("read ") for step in touched)
    assert everything(published) == before
    (newest,) = here.index.glob("000002-*")
    assert not inodes & {path.stat().st_ino for path in newest.rglob("*")}
    assert record_files(newest)
