"""Count what a draft changes: words, terms, acronyms and identities, of all reports together.

What a generation counts over all of its reports is the count of its base, less what left it, and
what came. So a build reads the reports that changed, and no others.
"""

import json
from collections import Counter
from pathlib import Path

from corpus.report import Passage, Report
from corpus.table_rows import searched_text
from corpus.text.acronyms import long_forms
from index.store.files.generation import IDENTITIES, VOCABULARY
from index.store.files.vocabulary import Vocabulary
from index.store.seekdb.statistics import TermStatistics, token
from index.store.seekdb.view import ACRONYMS, STATISTICS, WORDS, SeekdbView
from index.words.acronyms import long_form_key
from index.words.identity import identity_text
from index.words.terms import terms, whole_words


class Counts:
    """The counts of a draft."""

    def __init__(self, base: SeekdbView | None) -> None:
        """Begin with the counts of the base, or with none."""
        self._base = base
        self._words: Counter[str] = Counter()
        self._acronyms: Counter[tuple[str, str]] = Counter()
        self._identities: dict[str, list[str]] = {}
        if base is not None:
            self._words.update(json.loads((base.folder / WORDS).read_bytes()))
            for short, long, count, _ in json.loads((base.folder / ACRONYMS).read_bytes()):
                self._acronyms[short, long] = count
            self._identities = json.loads((base.folder / IDENTITIES).read_bytes())
        self._holders: Counter[str] = Counter()
        self.passages = 0
        """Number of passages that came, less those that left."""
        self._terms = 0

    def add(self, report: Report) -> None:
        """Count a report that comes."""
        identity = identity_text(report)
        self._identities[report.source.id] = sorted({term.text for term in terms(identity)})
        self._count(report, 1)

    def remove(self, report: Report) -> None:
        """Count a report that leaves."""
        del self._identities[report.source.id]
        self._count(report, -1)

    def _count(self, report: Report, sign: int) -> None:
        said: Counter[str] = Counter()
        for passage in report.passages:
            said.update(whole_words(passage.quote))
            held = term_tokens(passage)
            self._terms += sign * len(held)
            for one in set(held):
                self._holders[one] += sign
        said.update(set(whole_words(identity_text(report))) - said.keys())
        for word, count in said.items():
            self._words[word] += sign * count
        for pair in long_forms(report.text).items():
            self._acronyms[pair] += sign
        self.passages += sign * len(report.passages)

    def write(self, folder: Path) -> None:
        """Write the counts to the files of the new generation.

        Raises:
            OSError: when a file cannot be written.
        """
        before = self._base.statistics if self._base else TermStatistics.empty()
        before.changed(self._holders, self.passages, self._terms).save(folder / STATISTICS)
        words = {word: count for word, count in sorted(self._words.items()) if count > 0}
        _write(folder / WORDS, words)
        Vocabulary.build(folder / VOCABULARY, words)
        acronyms = [
            (short, long, count, long_form_key(long))
            for (short, long), count in sorted(self._acronyms.items())
            if count > 0
        ]
        _write(folder / ACRONYMS, acronyms)
        _write(folder / IDENTITIES, dict(sorted(self._identities.items())))


def term_tokens(passage: Passage) -> list[str]:
    """Return the tokens of a passage's terms, in order."""
    return [token(term.text) for term in terms(searched_text(passage))]


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
