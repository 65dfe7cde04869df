"""BM25 over stemmed words, on disk; the only module that uses tantivy.

The terms come from ``index.words.terms``; tantivy only stores and ranks them (BM25
with k1 = 1.2 and b = 0.75, Robertson and Zaragoza 2009).
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from corpus.errors import IndexDamaged, IndexProblem

_K1 = 1.2
_HEAP_BYTES = 64_000_000
_MOST_REMOVALS = 100


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("report", indexed=True)
    return builder.build()


class LexicalIndex:
    """The words of the passages, by row."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index; use ``load``."""
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open an index whose files were checked against their manifest; see ``open_tantivy``."""
        return cls(open_tantivy(folder))

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def holds(self, term: str) -> bool:
        """Tell whether any passage holds the term."""
        return bool(self._searcher.doc_freq("terms", term))

    def search(
        self, terms: Sequence[str], count: int, reports: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (row, share) of the best passages that hold a term, best first.

        A share is a passage's BM25 score divided by one that no passage can reach: every
        term, as often as you like. It says which part of the question's weight, by inverse
        document frequency, a passage holds, so it means the same for every question.

        Args:
            terms: the question's terms; each counts once.
            reports: numbers of the reports to search in; all when None.
        """
        return self._ranked(terms, count, self._filter("report", reports))

    def shares(self, terms: Sequence[str], rows: Sequence[int]) -> dict[int, float]:
        """Return the share of those of the rows that hold a term."""
        return dict(self._ranked(terms, len(rows), self._filter("row", rows)))

    def _most(self, terms: Iterable[str]) -> float:
        """Return a BM25 score that no passage can reach."""
        total = len(self)
        most = 0.0
        for term in terms:
            holders = self._searcher.doc_freq("terms", term)
            most += (_K1 + 1) * log(1 + (total - holders + 0.5) / (holders + 0.5))
        return most

    def _filter(self, field: str, values: Sequence[int] | None) -> tantivy.Query | None:
        if values is None:
            return None
        chosen = tantivy.Query.term_set_query(self._schema, field, list(values))
        return tantivy.Query.const_score_query(chosen, 0.0)

    def _ranked(
        self, terms: Sequence[str], count: int, only: tantivy.Query | None
    ) -> list[tuple[int, float]]:
        if not terms or count == 0 or len(self) == 0:
            return []
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        distinct = list(dict.fromkeys(terms))
        words = [
            (should, tantivy.Query.term_query(self._schema, "terms", term, "freq"))
            for term in distinct
        ]
        query = tantivy.Query.boolean_query(words)
        if only is not None:
            query = tantivy.Query.boolean_query([(must, query), (must, only)])
        hits = self._searcher.search(query, limit=count, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        most = self._most(distinct)
        scored = [(int(row or 0), hit[0] / most) for row, hit in zip(rows, hits, strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


class TantivyWriter:
    """Writes documents into a new folder, in order.

    Raises:
        OSError: when the disk is full, or the folder cannot be written for another reason.
    """

    def __init__(self, folder: Path, schema: tantivy.Schema) -> None:
        """Make the folder."""
        folder.mkdir()
        self._folder, self._schema = folder, schema
        with _writing(folder):
            index = _unwatched(tantivy.Index(schema, path=str(folder)))
            # One thread and one segment: the same documents give the same order.
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, fields: Mapping[str, object]) -> None:
        """Add a document."""
        document = tantivy.Document.from_dict(dict(fields), self._schema)
        with _writing(self._folder):
            self._writer.add_document(document)

    def finish(self) -> None:
        """Write what is left; nothing can be added after that."""
        with _writing(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        for lock in self._folder.glob(".*.lock"):
            lock.unlink()

    def close(self) -> None:
        """Let go of the folder, whether it was finished or not."""
        # tantivy ends its threads when the last reference goes.
        vars(self).pop("_writer", None)


class LexicalWriter(TantivyWriter):
    """Writes the terms of passages into a new folder, in order of row."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        super().__init__(folder, _schema())

    def add_passage(self, row: int, report: int, terms: Sequence[str]) -> None:
        """Add a passage; ``report`` is the number of its report."""
        self.add({"terms": " ".join(terms), "row": row, "report": report})


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say of a folder that cannot be written what the operating system would."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"{error}: {folder}") from error


def _unwatched(index: tantivy.Index) -> tantivy.Index:
    """Return an index whose files are read when it is opened and never again on a change.

    A generation never changes, and a thread that reads a file anew which somebody is cutting
    short would end the process.
    """
    index.config_reader(reload_policy="manual")
    return index


def open_tantivy(folder: Path) -> tantivy.Index:
    """Open an index; nothing is written into its folder, which may be read-only.

    Raises:
        IndexDamaged: when tantivy cannot open it.
        IndexProblem: when no temporary folder can be made.
    """
    with _linked(list(folder.iterdir())) as links:
        try:
            return _unwatched(tantivy.Index.open(links))
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"{folder} cannot be opened: run python build_index.py") from error


@contextmanager
def _linked(files: Sequence[Path]) -> Iterator[str]:
    """Give a folder with links to files, for as long as it takes to open them.

    tantivy opens nothing without a lock beside it, also where nothing can be written.
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
            f"an index is opened through links in a temporary folder, and none can be made "
            f"({error}): make room there, or name another folder in TMPDIR"
        ) from error


def _remove(folder: Path) -> None:
    # A thread of tantivy looks once more after opening, and may put its lock there just now.
    for _ in range(_MOST_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
