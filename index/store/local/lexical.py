"""Rank passages by BM25 over stemmed terms, in a tantivy index on disk.

``index.words.terms`` makes the terms; tantivy stores and ranks them (BM25 with k1 = 1.2 and
b = 0.75; Robertson and Zaragoza, 2009).
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from corpus.command_line import BUILD_COMMAND
from corpus.errors import IndexDamaged, IndexProblem

_K1 = 1.2
_HEAP_BYTES = 64_000_000
_REMOVAL_ATTEMPTS = 100


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("report", indexed=True)
    return builder.build()


class LexicalIndex:
    """The terms of the passages, by row."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index; use ``load``."""
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open an index whose files were verified; raises as ``open_tantivy``."""
        return cls(open_tantivy(folder))

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def has_term(self, term: str) -> bool:
        """Tell whether a passage holds the term."""
        return bool(self._searcher.doc_freq("terms", term))

    def search(
        self, terms: Sequence[str], count: int, reports: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (row, share) of the best passages that hold a term, best first, ties by row.

        The share is the BM25 score divided by its upper bound: the score of a passage that
        repeats every term without limit. It approximates the part of the question's terms,
        weighted by inverse document frequency, that the passage holds, so shares of different
        questions can be compared.

        Args:
            terms: of the question; repeated terms count once.
            count: maximum number of passages.
            reports: numbers of the reports to search; all when None.
        """
        return self._ranked(terms, count, self._filter("report", reports))

    def shares(self, terms: Sequence[str], rows: Sequence[int]) -> dict[int, float]:
        """Return the share of each of the rows; omit rows that hold no term."""
        return dict(self._ranked(terms, len(rows), self._filter("row", rows)))

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term."""
        total = len(self)
        frequencies = {term: self._searcher.doc_freq("terms", term) for term in terms}
        return {
            term: log(1 + (total - frequency + 0.5) / (frequency + 0.5))
            for term, frequency in frequencies.items()
        }

    def _bound(self, terms: Iterable[str]) -> float:
        """Return the upper bound of BM25 scores: the sum of (k1 + 1) idf over distinct terms."""
        return (_K1 + 1) * sum(self.rarity(terms).values())

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
        bound = self._bound(distinct)
        scored = [(int(row or 0), hit[0] / bound) for row, hit in zip(rows, hits, strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


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


class LexicalWriter(TantivyWriter):
    """Writes the terms of passages, in order of row."""

    def __init__(self, folder: Path) -> None:
        """Create the folder and an empty index in it."""
        super().__init__(folder, _schema())

    def add_passage(self, row: int, report: int, terms: Sequence[str]) -> None:
        """Add a passage; ``report`` is the number of its report (``KeyRows.number``)."""
        self.add({"terms": " ".join(terms), "row": row, "report": report})


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
            raise IndexDamaged(f"{folder} cannot be opened: {BUILD_COMMAND}") from error


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
