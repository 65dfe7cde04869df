"""The words of the reports as they are written, and those nearest to a misspelt one.

The words stand in a small tantivy index of their own, whose Levenshtein
automaton finds near ones on disk, whatever their number.
"""

from collections.abc import Mapping
from pathlib import Path

import tantivy

from index.store.local.lexical import TantivyWriter, open_tantivy

_MOST_NEAR = 200


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_unsigned_field("count", stored=True)
    return builder.build()


class Vocabulary:
    """The words of the reports, lower-cased, and how often each stands there."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index; use ``build`` or ``load``."""
        self._schema = index.schema
        self._searcher = index.searcher()

    @staticmethod
    def build(folder: Path, counts: Mapping[str, int]) -> None:
        """Write the words into a new folder."""
        writer = TantivyWriter(folder, _schema())
        for word, count in sorted(counts.items()):
            writer.add({"word": word, "count": count})
        writer.finish()

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        """Open an index whose files were checked against their manifest; see ``open_tantivy``."""
        return cls(open_tantivy(folder))

    def __contains__(self, word: str) -> bool:
        """Tell whether the reports hold the word."""
        return bool(self._searcher.doc_freq("word", word))

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return (word, count) of words within an edit distance, two letters swapped being one."""
        query = tantivy.Query.fuzzy_term_query(
            self._schema, "word", word, distance=distance, transposition_cost_one=True
        )
        hits = self._searcher.search(query, limit=_MOST_NEAR, count=False).hits
        found = (self._searcher.doc(address) for _, address in hits)
        return [(document["word"][0], int(document["count"][0])) for document in found]
