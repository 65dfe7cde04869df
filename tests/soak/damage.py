"""Damage of every kind to every file of an index: refused when it is opened, and named."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.errors import IndexDamaged, IndexProblem
from index.store import local_store, open_index
from index.store.files.generation import MANIFEST, POINTER
from index.store.manifest import Manifest
from tests.fakes import BagOfWords
from tests.soak.ground import Ground, ground, put
from tests.soak.promise import Outcome, Promise

SIXTEENTHS = 16
REGIONS = 64


def two_generations(here: Ground) -> tuple[Path, Path]:
    """Build two generations and return their folders, the one that serves last."""
    here.write("ferry")
    first = here.build().generation
    here.write("barge")
    return here.index / first, here.index / here.build().generation


def files_of(here: Ground) -> list[Path]:
    """Return every file on which an answer rests."""
    manifest = open_index(here.index).manifest
    folder = here.index / manifest.generation
    named = [folder / record.path for record in manifest.files]
    return [*named, folder / MANIFEST, here.index / POINTER]


def cut_and_flipped(count: int, seed: int) -> Outcome:
    """Cut every file at its sixteenths and flip a bit in each of its regions, ``count`` times."""
    chance = random.Random(seed)
    lost: list[str] = []
    faults = 0
    with ground() as here:
        two_generations(here)
        for path in files_of(here):
            sound = path.read_bytes()
            for case, damaged in _damaged(sound, chance, count):
                put(path, damaged)
                faults += 1
                lost += _not_refused(here, path, case)
            put(path, sound)
        if here.served() != "barge":
            lost.append("what was put right again is not served")
    return Outcome(faults=faults, requests=1, lost=tuple(lost))


def _damaged(sound: bytes, chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    for sixteenth in range(SIXTEENTHS):
        if (length := len(sound) * sixteenth // SIXTEENTHS) < len(sound):
            yield f"cut after {length} bytes", sound[:length]
    yield "a byte longer", sound + b"\0"
    regions = min(REGIONS, len(sound))
    for region in range(regions):
        for _ in range(count):
            first, end = (len(sound) * edge // regions for edge in (region, region + 1))
            at, bit = chance.randrange(first, end), chance.randrange(8)
            flipped = bytes([sound[at] ^ 1 << bit])
            yield f"bit {bit} of byte {at} flipped", sound[:at] + flipped + sound[at + 1 :]


def _not_refused(here: Ground, path: Path, case: str) -> Iterator[str]:
    """Yield what is wrong with how damage to a file is met."""
    try:
        open_index(here.index)
    except IndexDamaged as error:
        # A damaged pointer may name another folder, or fit no manifest any more.
        names = [path.name, MANIFEST] if path.name == POINTER else [str(path)]
        if "run python build_index.py" not in str(error):
            yield f"{path.name}, {case}: no remedy in {error}"
        if not any(name in str(error) for name in names):
            yield f"{path.name}, {case}: not named in {error}"
    except Exception as error:  # whatever else is raised is what this looks for
        yield f"{path.name}, {case}: {error!r}"
    else:
        yield f"{path.name}, {case}: served"


def swapped(count: int, seed: int) -> Outcome:
    """Put each file of another generation, or another file, in the place of each, in turn."""
    lost: list[str] = []
    faults = 0
    with ground() as here:
        before, serving = two_generations(here)
        old, new = _by_kind(before), _by_kind(serving)
        pairs = [(new[kind], old[kind]) for kind in new if kind in old]
        files = list(new.values())
        pairs += list(zip(files, files[1:] + files[:1], strict=True))
        for path, other in pairs:
            sound, strange = path.read_bytes(), other.read_bytes()
            if sound != strange:
                put(path, strange)
                faults += 1
                lost += _not_refused(here, path, f"replaced by {other.name}")
                put(path, sound)
        for path in files:
            kept = path.rename(path.with_name("kept"))
            faults += 1
            if not _named_in(here, str(path)) and not _named_in(here, str(kept)):
                lost.append(f"{path.name} is gone, and that is not said")
            kept.rename(path)
        shutil.rmtree(serving)
        shutil.copytree(before, serving)
        lost += _not_refused(here, serving / MANIFEST, "the whole generation replaced")
    return Outcome(faults=faults + 1, lost=tuple(lost))


def _by_kind(folder: Path) -> dict[str, Path]:
    """Return the files of a generation by what they hold, whatever random names they have."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        f"{path.parent.name if path.parent != folder else ''}/{path.suffix or path.name}"
        if len(path.stem) == 32
        else path.relative_to(folder).as_posix(): path
        for path in files
        if path.suffix != ".lock"
    }


def _named_in(here: Ground, name: str) -> bool:
    try:
        open_index(here.index)
    except IndexDamaged as error:
        return name in str(error)
    return False


FORGED: dict[str, Callable[[Manifest], Manifest]] = {
    "a dimension more": lambda manifest: replace(manifest, dimension=manifest.dimension + 1),
    "a passage more": lambda manifest: replace(manifest, passages=manifest.passages + 1),
    "a passage less": lambda manifest: replace(manifest, passages=manifest.passages - 1),
    "another format": lambda manifest: replace(manifest, format=manifest.format + 1),
    "another model": lambda manifest: replace(manifest, model_sha256="0" * 64),
    "a file less": lambda manifest: replace(manifest, files=manifest.files[1:]),
    "a file from outside": lambda manifest: replace(
        manifest, files=(replace(manifest.files[0], path="../../x"), *manifest.files[1:])
    ),
}
"""Manifests that fit their pointer and not their files."""


def forged(count: int, seed: int) -> Outcome:
    """Publish a generation under manifests that say something else than it holds."""
    lost: list[str] = []
    with ground() as here:
        _, serving = two_generations(here)
        manifest = open_index(here.index).manifest
        for case, change in FORGED.items():
            untrue = change(manifest)
            (serving / MANIFEST).write_text(untrue.to_json(), encoding="utf-8")
            local_store(here.index).promote(untrue.generation)
            try:
                open_index(here.index, BagOfWords().identity)
                lost.append(f"{case}: served")
            except IndexProblem as error:
                if "run python build_index.py" not in str(error):
                    lost.append(f"{case}: no remedy in {error}")
        if here.build().replaced is None or here.served() != "barge":
            lost.append("a build does not mend it")
    return Outcome(faults=len(FORGED), requests=1, lost=tuple(lost))


PROMISES = (
    Promise("damage to any file of the index is refused and named", 8, cut_and_flipped),
    Promise("a file of another generation, or none, is refused and named", 1, swapped),
    Promise("a manifest that does not fit its files is refused", 1, forged),
)
