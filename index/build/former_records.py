"""Keep what the index remembered of its corpus at each build whose generation is kept.

``corpus_record`` holds that of the current generation. When a build replaces the generation, its
record is set aside here; when the generation comes back, so does its record.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from corpus.errors import IndexProblem
from index.build.corpus_record import FILES, RECORD, write_text
from index.store.protocol import Store

_FOLDER = ".records"


def set_aside(index: Path, generation: str) -> None:
    """Copy the record of the current generation, which another one is about to replace.

    A copy that exists stays: a build that was killed may have written its own record since.

    Raises:
        OSError: when it cannot be written.
    """
    folder = index / _FOLDER / generation
    if folder.exists():
        return
    unfinished = index / _FOLDER / f".{generation}"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    unfinished.mkdir(parents=True)
    _copy(index, unfinished)
    unfinished.rename(folder)


def put_back(index: Path, generation: str) -> bool:
    """Make the record of a generation that was set aside that of the index again.

    Without one the record of the index stays, but not the states of its files, which are those of
    another build.

    Returns:
        Whether there was one.

    Raises:
        OSError: when it cannot be written.
    """
    (index / FILES).unlink(missing_ok=True)
    folder = index / _FOLDER / generation
    _copy(folder, index)
    return (folder / RECORD).exists()


def forget_former(index: Path, store: Store) -> None:
    """Remove the copies of generations that the store does not keep, and of the current one."""
    folder = index / _FOLDER
    with suppress(IndexProblem):  # the server is gone: the next build removes them
        kept = {one.generation for one in store.generations() if not one.serves}
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    for name in (RECORD, FILES):
        with suppress(FileNotFoundError, UnicodeDecodeError):  # a damaged one tells nothing
            write_text(target / name, (source / name).read_text(encoding="utf-8"))
