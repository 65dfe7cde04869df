"""Store the words of the reports with their counts, and find those near a misspelt word.

The words have a tantivy index of their own, which finds near words on disk with a
Levenshtein automaton (Schulz and Mihov, 2002).
"""

from collections.abc import Mapping
from pathlib import Path

import tantivy

from corpus.text.fold import fold
from index.store.files.tantivy_index import TantivyWriter, open_tantivy

_MOST_NEAR = 200
_FOLDED = "folded"
"""Field of the words that ``fold`` changes; an index of an older version lacks it."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_text_field(_FOLDED, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("count", stored=True)
    return builder.build()


class Vocabulary:
    """The words of the reports, lower-cased, with their number of occurrences."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index; use ``build`` or ``load``."""
        self._schema = index.schema
        self._searcher = index.searcher()

    @staticmethod
    def build(folder: Path, counts: Mapping[str, int]) -> None:
        """Write words and counts to a new folder.

        Raises:
            OSError: when the folder cannot be written.
        """
        writer = TantivyWriter(folder, _schema())
        for word, count in sorted(counts.items()):
            folded = fold(word).text
            about = {"word": word, "count": count}
            writer.add(about if folded == word else about | {_FOLDED: folded})
        writer.finish()

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        """Open a vocabulary whose files were verified; raises as ``open_tantivy``."""
        return cls(open_tantivy(folder))

    def __contains__(self, word: str) -> bool:
        """Tell whether a report holds the word."""
        return bool(self._searcher.doc_freq("word", word))

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return (word, count) of the words within an edit distance; a swap is one edit."""
        return self._found(
            tantivy.Query.fuzzy_term_query(
                self._schema, "word", word, distance=distance, transposition_cost_one=True
            )
        )

    def alike(self, folded: str) -> list[tuple[str, int]]:
        """Return (word, count) of the words that ``fold`` changes to this one."""
        try:
            query = tantivy.Query.term_query(self._schema, _FOLDED, folded)
        except ValueError:
            return []
        return self._found(query)

    def _found(self, query: tantivy.Query) -> list[tuple[str, int]]:
        hits = self._searcher.search(query, limit=_MOST_NEAR, count=False).hits
        found = (self._searcher.doc(address) for _, address in hits)
        return [(document["word"][0], int(document["count"][0])) for document in found]
