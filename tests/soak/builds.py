"""Builds that are killed or starved: the old generation serves, or the new one."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.store.files.generation import generation_folders
from tests.index.build.forked_builds import Builds, Ended
from tests.soak.ground import UNTIL_THE_NEXT_BUILD, Ground, ground
from tests.soak.promise import Outcome, Promise, failed_tests

_MOVED = "rename .CURRENT.new"
"""The step that publishes: before it the old generation serves, after it the new one."""

_STRIDE = 5


def _named(step: str) -> str:
    """Return a step's name without what differs from build to build, or within a folder."""
    step = re.sub(r"\d{6}-[0-9a-f]{12}", "GENERATION", step)
    return re.sub(r"[0-9a-f]{32}\.\w+", "SEGMENT", step)


def distinct_steps(steps: tuple[str, ...]) -> list[int]:
    """Return the places, from 1, of the steps that change something, each kind once."""
    first: dict[str, int] = {}
    for at, step in enumerate(steps, start=1):
        if not step.startswith("read "):
            first.setdefault(_named(step), at)
    return sorted(first.values())


@contextmanager
def _prepared(builds: Builds) -> Iterator[tuple[Ground, Path]]:
    """Give a ground with three generations built, a changed report, and room for copies of it."""
    with ground() as base:
        for word in ("ferry", "barge", "canoe"):
            base.write(word)
            _expect(builds.run(base.corpus, base.index), 0)
        base.write("yacht")
        yield base, base.root / "copy"


def _expect(ended: Ended, code: int) -> None:
    if ended.code != code:
        raise RuntimeError(f"an undisturbed build ended with {ended.code}: {ended.said}")


def killed_at_steps(count: int, seed: int, *, every: bool = True) -> Outcome:
    """Kill a build before its steps, ``count`` times at each, and build again.

    Args:
        every: before each step; else before some of each kind, and on either side of the one
            that publishes.
    """
    with Builds() as builds, _prepared(builds) as (base, room):
        plan = builds.run(base.corpus, copied_index(base, room).index)
        _expect(plan, 0)
    moved = 1 + [_named(step) for step in plan.steps].index(_MOVED)
    places: Sequence[int] = range(1, len(plan.steps) + 1)
    if not every:
        places = sorted({*distinct_steps(plan.steps)[::_STRIDE], moved, moved + 1})

    def kill(some: list[int]) -> Outcome:
        lost: list[str] = []
        with Builds() as builds, _prepared(builds) as (base, room):
            for at in some:
                here = copied_index(base, room)
                ended = builds.run(base.corpus, here.index, kill_at=at)
                words = {"yacht"} if at > moved else {"canoe"}
                case = f"killed before {plan.steps[at - 1]}"
                lost += _after_a_kill(builds, here, ended, words, case)
        return Outcome(faults=len(some), requests=2 * len(some) - len(lost), lost=tuple(lost))

    return _side_by_side(kill, list(places) * count)


def _side_by_side(try_some: Callable[[list[int]], Outcome], cases: list[int]) -> Outcome:
    """Try cases on both of two processors: a build is idle while it waits for the disk."""
    with ThreadPoolExecutor(2) as pool:
        halves = [half for half in (cases[::2], cases[1::2]) if half]
        parts = list(pool.map(try_some, halves))
    return Outcome(
        faults=sum(part.faults for part in parts),
        requests=sum(part.requests for part in parts),
        lost=tuple(case for part in parts for case in part.lost),
    )


def copied_index(base: Ground, room: Path) -> Ground:
    """Return a ground whose index is a copy of the base's; the corpus is the base's own."""
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    shutil.copytree(base.index, room / "index")
    (room / "corpus").symlink_to(base.corpus)
    return Ground(room)


def killed_at_moments(count: int, seed: int) -> Outcome:
    """Kill ``count`` builds, each after a time of its own, and build again."""

    def kill(some: list[int]) -> Outcome:
        chance = random.Random(some[0])
        lost: list[str] = []
        killed = tried = 0
        with Builds() as builds, _prepared(builds) as (base, room):
            longest = 0.2
            while killed < len(some):
                here = copied_index(base, room)
                after = chance.uniform(0, longest)
                ended = builds.run(base.corpus, here.index, kill_after=after)
                tried += 1
                killed += ended.killed
                # Half of the builds or more are to be killed, and at every part of their work.
                longest *= 1.02 if ended.killed else 0.98
                words = {"canoe", "yacht"} if ended.killed else {"yacht"}
                case = f"killed after {after:.4f} s"
                lost += _after_a_kill(builds, here, ended, words, case)
        return Outcome(faults=killed, requests=2 * tried - len(lost), lost=tuple(lost))

    return _side_by_side(kill, [seed + at for at in range(count)])


def killed_processes(count: int, seed: int) -> Outcome:
    """Kill ``count`` processes that build a larger index, each at a moment of its own."""
    lost = failed_tests("tests/index/build/test_kill.py", seed, KILLS=count)
    return Outcome(faults=count, lost=lost)


def _after_a_kill(
    builds: Builds, here: Ground, ended: Ended, words: set[str], case: str
) -> Iterator[str]:
    """Yield what is wrong after a build was killed, and after the next one."""
    if not (ended.killed or ended.code == 0):
        yield f"{case}: it ended with {ended.code}: {ended.said}"
    if (word := here.served()) not in words:
        yield f"{case}: {word} is served, not {words}"
    if surplus := here.left() - UNTIL_THE_NEXT_BUILD:
        yield f"{case}: {surplus} is left"
    again = builds.run(here.corpus, here.index)
    kept = len(generation_folders(here.index))
    if again.code or here.served() != "yacht" or here.left() or kept != 2:
        said = f"{again.code}: {again.said}"
        yield f"{case}: the next build ended with {said}; {here.left()}, {kept} generations"


def full_disks(count: int, seed: int) -> Outcome:
    """Build on a disk with room for part of what is written, ``count`` amounts of it."""
    lost: list[str] = []
    with Builds() as builds, ground() as base, _small_disk(base.root / "index"):
        base.write("ferry", 200)
        _expect(builds.run(base.corpus, base.index), 0)
        base.write("barge", 200)
        free = shutil.disk_usage(base.index).free
        chance = random.Random(seed)
        failed = at = 0
        while at < count:
            room = round((at + chance.random()) / count * 350_000)
            filler = base.root / "index" / "filler"
            filler.write_bytes(b"x" * (free - room))
            ended = builds.run(base.corpus, base.index)
            filler.unlink()
            at += 1
            if ended.code == 0:
                break
            failed += 1
            lost += _after_a_full_disk(base, ended, f"{room} bytes free")
            (base.index / ".vectors").unlink(missing_ok=True)
        _expect(builds.run(base.corpus, base.index), 0)
        if base.served() != "barge" or base.left():
            lost.append(f"the build on the emptied disk: {base.left()}")
    return Outcome(faults=failed, requests=failed + 1 - len(lost), lost=tuple(lost))


def _after_a_full_disk(here: Ground, ended: Ended, case: str) -> Iterator[str]:
    if ended.code != 1 or "free some space" not in ended.said or "Traceback" in ended.said:
        yield f"{case}: it ended with {ended.code}: {ended.said}"
    if here.served() != "ferry":
        yield f"{case}: {here.served()} is served"
    if surplus := here.left() - UNTIL_THE_NEXT_BUILD:
        yield f"{case}: {surplus} is left"


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk of 4 MiB.

    Raises:
        PermissionError: when this process may not mount.
    """
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    if subprocess.run(command, check=False).returncode:
        raise PermissionError(f"{' '.join(command)} failed: run as one who may mount")
    try:
        yield
    finally:
        # Lazily: what was asked of the index may still be mapped until it is collected.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def at_once(count: int, seed: int) -> Outcome:
    """Start two builds of one index at the same time, ``count`` times."""
    lost: list[str] = []
    refused = 0
    with Builds() as one, Builds() as two, ground() as here:
        for at in range(count):
            here.write(f"boat{at}")
            with ThreadPoolExecutor(2) as pool:
                ended = list(pool.map(lambda b: b.run(here.corpus, here.index), (one, two)))
            codes = sorted(end.code for end in ended)
            refused += codes == [0, 1]
            said = " ".join(end.said for end in ended)
            if codes not in ([0, 0], [0, 1]) or (1 in codes and "wait for it to end" not in said):
                lost.append(f"two builds ended with {codes}: {said}")
            if here.served() != f"boat{at}" or here.left():
                lost.append(f"after two builds: {here.served()}, {here.left()}")
    return Outcome(faults=refused, requests=count - len(lost), lost=tuple(lost))


PROMISES = (
    Promise(
        "a build killed before any step leaves an index that serves",
        1,
        killed_at_steps,
    ),
    Promise("a build killed at any moment leaves an index that serves", 200, killed_at_moments),
    Promise("so does a process that is killed in a build of 1,500 sentences", 20, killed_processes),
    Promise("a full disk stops a build and harms nothing", 40, full_disks),
    Promise("of two builds at once one is refused", 30, at_once),
)
