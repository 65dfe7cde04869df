"""Search a generation on the server."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.errors import IndexDamaged
from index.store.files.generation import IDENTITIES
from index.store.files.open_files import OpenFiles
from index.store.manifest import Manifest, Recall
from index.store.search_check import check_canaries
from index.store.seekdb.candidates import Candidates
from index.store.seekdb.database import Database
from index.store.seekdb.passages import Passages
from index.store.seekdb.statistics import TermStatistics
from index.store.seekdb.vectors import as_array, cosines
from index.types import Key, Scored, Vectors
from index.words.acronyms import Acronyms
from index.words.identities import Identities

ACRONYMS = "acronyms.json"
STATISTICS = "terms.npz"
WORDS = "words.json"


class SeekdbView(Passages, OpenFiles):
    """A generation on the server; see ``index.store.protocol.View``.

    The files of the generation that are no tables lie in a folder, verified against the manifest.
    """

    def __init__(self, database: Database, folder: Path, manifest: Manifest, pointer: str) -> None:
        """Open the files, and read the list of reports.

        Raises:
            IndexDamaged: when a file cannot be opened, or reports are missing on the server.
            IndexProblem: when the server does not answer.
        """
        Passages.__init__(self, database, manifest)
        self.manifest, self.pointer = manifest, pointer
        self.location = str(database.address)
        self.folder = folder
        if sum(report.sentences for report in self.reports.values()) != manifest.passages:
            raise IndexDamaged(f"reports of {manifest.generation} are missing in {self.location}")
        self.statistics = TermStatistics.load(folder / STATISTICS)
        self._candidates = Candidates(self, self.statistics, exact=manifest.recall is None)
        OpenFiles.__init__(self, folder)
        pairs = json.loads((folder / ACRONYMS).read_bytes())
        self.acronyms = Acronyms((short, long, count, key) for short, long, count, key in pairs)
        terms = json.loads((folder / IDENTITIES).read_bytes())
        self.identities = Identities(terms, self.sources)

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Return the k passages of highest cosine for each vector, best first, ties by key."""
        return [self._near(vector, k, reports) for vector in vectors]

    def _near(self, vector: Vectors, k: int, reports: Sequence[str]) -> list[Scored]:
        found = self._candidates.near(vector, k, reports)
        scores = cosines([own for _, own in found], vector).tolist()
        return _best((self.key(one) for one, _ in found), scores, k)

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Return the k passages of highest share that hold a term, best first, ties by key."""
        distinct = list(dict.fromkeys(terms))
        found = self._candidates.matching(distinct, k, reports)
        shares = self.statistics.shares(distinct, [words for _, words in found])
        return _best((self.key(one) for one, _ in found), shares, k)

    def scored(
        self, keys: Sequence[Key], vector: Vectors, terms: Sequence[str]
    ) -> list[tuple[float, float]]:
        """Return the cosine and the share of each passage, in the order of the keys."""
        ids = self.ids(keys)
        found = self.searched(ids)
        near = cosines([found[one].vector for one in ids], vector).tolist()
        distinct = list(dict.fromkeys(terms))
        shares = self.statistics.shares(distinct, [found[one].terms for one in ids])
        own = dict(zip((self.key(one) for one in ids), zip(near, shares, strict=True), strict=True))
        return [own[key] for key in keys]

    def vectors_by_content(self, content_keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors with these content keys; omit keys that do not exist."""
        wanted = list(dict.fromkeys(content_keys))
        rows = self._where("id, vector_key, vector", "vector_key", wanted)
        held = {key: vector for _, key, vector in self._live(rows)}
        found = [key for key in wanted if key in held]
        vectors = as_array([held[key] for key in found], self.manifest.dimension)
        return dict(zip(found, vectors, strict=True))

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, as ``matching`` weighs it."""
        return self.statistics.rarity(terms)

    def has_term(self, term: str) -> bool:
        """Tell whether a passage holds the term."""
        return bool(self.statistics.holders([term])[term])

    def check(self) -> Recall | None:
        """Search for stored vectors, and compare the search with an exact one."""
        check_canaries(self)
        return self._candidates.recall()

    def close(self) -> None:
        """Close the files."""
        self.close_files()


def _best(keys: Iterable[Key], scores: Iterable[float], k: int) -> list[Scored]:
    found = map(Scored, keys, scores)
    return sorted(found, key=lambda one: (-one.score, one.key))[:k]
