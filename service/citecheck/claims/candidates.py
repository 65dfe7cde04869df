"""Find the sentences nearest to a claim, and measure how each bears on it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, Protocol

from corpus.errors import BadRequest
from corpus.report import Passage
from index.rerank.pairs import Pair
from index.rerank.support_network import OTHERWISE, SILENT, SUPPORTS, Floats, support_network
from index.search.scope import EVERYWHERE, Scope
from index.types import Hit, Key
from index.words.terms import terms
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.citecheck.ahead import one_ahead
from service.citecheck.claims.compare import Compared, Source, compare
from service.citecheck.claims.named import Held, held
from service.citecheck.claims.signs import signs
from service.citecheck.claims.specifics import specifics

SENTENCES = 5
"""Sentences of the reports that a claim is compared with."""
AT_A_TIME = 16
"""Claims that are searched for and read together."""
_REPORTS_KEPT = 64
_WHITE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim of a draft.

    Attributes:
        start: where it stands in the draft's text.
        reports: ids of the reports that the draft names as its source; all reports where empty.
    """

    text: str
    start: int = 0
    reports: tuple[str, ...] = ()


class Reads(Protocol):
    """What reads claims with sentences: the support network."""

    def scores(self, pairs: Sequence[Pair]) -> Floats:
        """Return the three numbers of each pair."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence beside a claim.

    Attributes:
        before, after: its neighbours.
        compared: the claim's specifics beside those of the sentence and its neighbours.
        features: of its chance to support the claim.
    """

    hit: Hit
    before: Passage | None
    after: Passage | None
    compared: tuple[Compared, ...]
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Why a claim is not compared with any sentence: it has nothing to check, or was refused."""

    verdict: Literal["own_words", "not_checked"]
    message: str


@dataclass(frozen=True, slots=True)
class _Searched:
    """Claims that were searched for.

    Attributes:
        asked: each claim as it was searched for, or why it was not.
        hits: the nearest sentences of each.
        beside: their neighbours.
    """

    claims: Sequence[ClaimText]
    asked: Sequence[Asked | Unjudged]
    hits: Sequence[Sequence[Hit]]
    beside: Mapping[Key, Passage]


class Finder:
    """Finds the sentences of one generation of the index."""

    def __init__(
        self, engine: Engine, opened: Opened | None = None, network: Reads | None = None
    ) -> None:
        """Use the generation that serves, and the packaged network, where they are None.

        Raises:
            NotReady: while no generation serves.
            SettingError: when the support network cannot be loaded.
        """
        self._engine = engine
        self.opened = opened or engine.opened
        self._network = network or support_network(engine.settings.reranker_threads)
        acronyms = self.opened.generation.acronyms

        @lru_cache(maxsize=4096)
        def long_forms(text: str) -> str:
            return acronyms.alternatives(text, [term.text for term in terms(text)])

        self._long_forms = long_forms
        self._held: Callable[[str], Held] = lru_cache(_REPORTS_KEPT)(self._names_of)

    def candidates(
        self, claims: Sequence[ClaimText], is_over: Callable[[], bool] = lambda: False
    ) -> Iterator[list[Candidate] | Unjudged]:
        """Yield the nearest sentences of each claim, or why there are none.

        Some claims at a time are searched for and read together. While these are compared, both
        stages of the search run for the next ones, so that no core waits.

        Args:
            is_over: whether the time for the claims is over: no further ones are begun.
        """
        groups = (claims[first : first + AT_A_TIME] for first in range(0, len(claims), AT_A_TIME))
        for group in one_ahead(self._searched, takewhile(lambda _: not is_over(), groups)):
            yield from self._compared(group)

    def _searched(self, claims: Sequence[ClaimText]) -> "_Searched":
        found = [self._asked(claim) for claim in claims]
        asked = [one for one in found if isinstance(one, Asked)]
        hits = iter(self._engine.rank(asked) if asked else [])
        every = [next(hits)[:SENTENCES] if isinstance(one, Asked) else [] for one in found]
        beside = self.opened.generation.fetch(
            key for some in every for hit in some for key in (hit.key.before, hit.key.after)
        )
        return _Searched(claims, found, every, beside)

    def _compared(self, group: "_Searched") -> Iterator[list[Candidate] | Unjudged]:
        beside = group.beside
        pairs = [
            Pair(_line(claim.text), *(_line(part) for _, part in _source(hit, beside).parts))
            for claim, some in zip(group.claims, group.hits, strict=True)
            for hit in some
        ]
        numbers = iter(self._network.scores(pairs))
        for one, claim, some in zip(group.asked, group.claims, group.hits, strict=True):
            if isinstance(one, Unjudged):
                yield one
                continue
            yield [
                self._candidate(claim, hit, beside, rank, next(numbers))
                for rank, hit in enumerate(some, start=1)
            ]

    def _asked(self, claim: ClaimText) -> Asked | Unjudged:
        if not specifics(plain(claim.text)) and not claim.reports:
            return Unjudged("own_words", _OWN_WORDS)
        scope = Scope(claim.reports) if claim.reports else EVERYWHERE
        try:
            return self._engine.asked(
                claim.text, SENTENCES, scope, as_written=True, all_reports=True, opened=self.opened
            )
        except BadRequest as error:
            return Unjudged("not_checked", f"Not checked: {error.reason}.")

    def _candidate(
        self, claim: ClaimText, hit: Hit, beside: Mapping[Key, Passage], rank: int, three: Floats
    ) -> Candidate:
        text, source = plain(claim.text), _source(hit, beside)
        compared = compare(text, source, self._long_forms, lambda: self._held(hit.key.report))
        features = signs(text, source, compared) | network_signs(three) | hit_signs(hit, rank)
        return Candidate(
            hit, beside.get(hit.key.before), beside.get(hit.key.after), tuple(compared), features
        )

    def _names_of(self, report_id: str) -> Held:
        view = self.opened.generation
        source = view.reports[report_id].source
        front = ". ".join(filter(None, (source.title, source.publisher, source.number)))
        return held(f"{front}. {plain(view.text(report_id))}", self._long_forms)


_OWN_WORDS = "The draft's own words: no number, date, name or source to check."


def network_signs(numbers: Floats) -> dict[str, float]:
    """Return the features of the support network's three numbers."""
    three = [float(number) for number in numbers]
    return {
        "supports": three[SUPPORTS] - max(three[OTHERWISE], three[SILENT]),
        "says otherwise": three[OTHERWISE] - max(three[SUPPORTS], three[SILENT]),
        "silent": three[SILENT] - max(three[SUPPORTS], three[OTHERWISE]),
    }


def hit_signs(hit: Hit, rank: int) -> dict[str, float]:
    """Return the features of the search."""
    return {
        "cosine": hit.cosine,
        "share": hit.share,
        "rank": 1 / rank,
    }


def _source(hit: Hit, beside: Mapping[Key, Passage]) -> Source:
    before, after = beside.get(hit.key.before), beside.get(hit.key.after)
    return Source(
        plain(hit.passage.quote),
        plain(before.quote) if before else "",
        plain(after.quote) if after else "",
    )


def plain(text: str) -> str:
    """Return a text with a space for every white space; its places stay the same."""
    return _WHITE.sub(" ", text)


def _line(text: str) -> str:
    return " ".join(text.split())
