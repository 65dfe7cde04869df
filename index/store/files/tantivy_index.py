"""Write a tantivy index to a folder, and open one without writing to it."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from corpus.errors import IndexDamaged, IndexProblem

_HEAP_BYTES = 64_000_000
_REMOVAL_ATTEMPTS = 100


class TantivyWriter:
    """Writes documents to a new index, in order.

    Raises:
        OSError: from every method, when the folder cannot be written.
    """

    def __init__(self, folder: Path, schema: tantivy.Schema) -> None:
        """Create the folder and an empty index in it."""
        folder.mkdir()
        self._folder, self._schema = folder, schema
        with _writing(folder):
            index = _without_reload(tantivy.Index(schema, path=str(folder)))
            # One thread writes one segment, so equal documents get equal order.
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, fields: Mapping[str, object]) -> None:
        """Add a document."""
        document = tantivy.Document.from_dict(dict(fields), self._schema)
        with _writing(self._folder):
            self._writer.add_document(document)

    def finish(self) -> None:
        """Commit the documents; do not add more afterwards."""
        with _writing(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        for lock in self._folder.glob(".*.lock"):
            lock.unlink()

    def close(self) -> None:
        """Release the folder, finished or not."""
        # tantivy ends its threads when the last reference to the writer is dropped.
        vars(self).pop("_writer", None)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Raise OSError, as the operating system would, for tantivy's ValueError."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"{error}: {folder}") from error


def _without_reload(index: tantivy.Index) -> tantivy.Index:
    """Disable tantivy's thread that reloads an index when its files change.

    The files of a generation never change. If another program truncated one while the thread
    was reading it, the process would end.
    """
    index.config_reader(reload_policy="manual")
    return index


def open_tantivy(folder: Path) -> tantivy.Index:
    """Open an index without writing to its folder, which may be read-only.

    Raises:
        IndexDamaged: when tantivy cannot open the index.
        IndexProblem: when no temporary folder can be created.
    """
    with _linked(list(folder.iterdir())) as links:
        try:
            return _without_reload(tantivy.Index.open(links))
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"{folder} cannot be opened") from error


@contextmanager
def _linked(files: Sequence[Path]) -> Iterator[str]:
    """Yield a temporary folder with links to the files.

    tantivy writes a lock file beside the files that it opens, so it cannot open a read-only folder.
    """
    try:
        with TemporaryDirectory(prefix="pincite-", ignore_cleanup_errors=True) as links:
            for file in files:
                Path(links, file.name).symlink_to(file.absolute())
            try:
                yield links
            finally:
                _remove(Path(links))
    except OSError as error:
        raise IndexProblem(
            f"the index is opened through links in a temporary folder, which cannot be made "
            f"({error}): free some space there, or name another folder in TMPDIR"
        ) from error


def _remove(folder: Path) -> None:
    # A thread of tantivy may still write its lock file while the folder is being removed.
    for _ in range(_REMOVAL_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
