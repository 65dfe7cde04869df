"""A view that records what its searches return."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from index.store.protocol import View
from index.types import Key, Scored, Vectors
from service.answers.engine import Engine
from service.answers.opened import Opened

MEANING, WORDS = "meaning", "words"


@dataclass(frozen=True, slots=True)
class Search:
    """A search of the first stage and its result, best first.

    Attributes:
        kind: ``MEANING`` or ``WORDS``.
        sought: the vector as bytes, or the terms.
        reports: of the filter; all when empty.
    """

    kind: str
    sought: bytes | tuple[str, ...]
    k: int
    reports: tuple[str, ...]
    found: tuple[Scored, ...]

    @property
    def asked(self) -> tuple[object, ...]:
        """Return all but the result."""
        return self.kind, self.sought, self.k, self.reports

    @property
    def keys(self) -> frozenset[Key]:
        """Return the keys of the result."""
        return frozenset(one.key for one in self.found)

    def again(self, view: View) -> list[Scored]:
        """Return what a view finds."""
        if isinstance(self.sought, bytes):
            vector = np.frombuffer(self.sought, dtype=np.float32)
            return view.near(vector[None], self.k, self.reports)[0]
        return view.matching(self.sought, self.k, self.reports)


@dataclass(slots=True)
class Recorded:
    """Passes everything on to a view, and keeps its searches until they are taken."""

    view: View
    searches: list[Search] = field(default_factory=list)

    def near(self, vectors: Vectors, k: int, reports: Sequence[str] = ()) -> list[list[Scored]]:
        """Record ``View.near``."""
        found = self.view.near(vectors, k, reports)
        self.searches += (
            Search(MEANING, vector.tobytes(), k, tuple(reports), tuple(own))
            for vector, own in zip(vectors, found, strict=True)
        )
        return found

    def matching(self, terms: Sequence[str], k: int, reports: Sequence[str] = ()) -> list[Scored]:
        """Record ``View.matching``."""
        found = self.view.matching(terms, k, reports)
        self.searches.append(Search(WORDS, tuple(terms), k, tuple(reports), tuple(found)))
        return found

    def take(self) -> list[Search]:
        """Return the searches since the last call."""
        taken, self.searches = self.searches, []
        return taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view, name)


def recording(engine: Engine) -> tuple[Opened, Recorded]:
    """Return the generation that serves, with a view that records."""
    recorded = Recorded(engine.opened.generation)
    return replace(engine.opened, generation=cast("View", recorded)), recorded
