"""Rank passages by BM25 over stemmed terms, in a tantivy index on disk.

``index.words.terms`` makes the terms; tantivy stores and ranks them (BM25 with k1 = 1.2 and
b = 0.75; Robertson and Zaragoza, 2009).
"""

from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

import tantivy

from index.store.files.tantivy_index import TantivyWriter, open_tantivy

_K1 = 1.2


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


class LexicalWriter(TantivyWriter):
    """Writes the terms of passages, in order of row."""

    def __init__(self, folder: Path) -> None:
        """Create the folder and an empty index in it."""
        super().__init__(folder, _schema())

    def add_passage(self, row: int, report: int, terms: Sequence[str]) -> None:
        """Add a passage; ``report`` is the number of its report (``KeyRows.number``)."""
        self.add({"terms": " ".join(terms), "row": row, "report": report})
