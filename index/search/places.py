"""Give each sentence one rank, and choose which of its places is cited."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import NamedTuple

from rapidfuzz import fuzz

from index.store.protocol import View
from index.types import Hit, Key
from index.works import Work

_ALIKE, _NEIGHBOURS_ALIKE = 90.0, 97.0
"""Least similarity, of 100, of two extractions of one sentence, and of the one before or after.

Two rows of a table may be alike, too. Their neighbours are less so, and their numbers differ, while
an extraction adds at most the mark of a footnote.
"""


class Ranked(NamedTuple):
    """A candidate with its scores; see ``Hit``."""

    key: Key
    score: float
    fused: float
    cosine: float
    share: float
    naming: Mapping[str, float]


@dataclass(slots=True)
class _Sentence:
    """The best candidate of a sentence, and all its places in the reports searched."""

    best: Ranked
    places: list[Key]


def one_rank_each(
    view: View, ranked: Sequence[Ranked], count: int, reports: Collection[str]
) -> list[Hit]:
    """Return one hit for each sentence, best first.

    Places with the same letters and digits are one sentence. So are places in two files of one
    work whose text differs little, as one extraction does from another. A hit is at the place
    that its work prefers (``Work.files``), and in the newest edition that has the sentence; its
    scores are those of the best place.

    Args:
        ranked: the candidates, best first.
        count: maximum number of hits.
        reports: ids of the reports that are searched; all when empty.
    """
    digests = view.digests(one.key for one in ranked)
    best: dict[bytes, Ranked] = {}
    for one in ranked:
        best.setdefault(digests[one.key], one)
    taken = count
    while True:
        sentences = _joined(view, _sentences(view, dict(list(best.items())[:taken]), reports))
        if len(sentences) >= count or taken >= len(best):
            return _hits(view, sentences[:count], [one.key for one in ranked])
        taken *= 2


def _sentences(view: View, best: dict[bytes, Ranked], reports: Collection[str]) -> list[_Sentence]:
    searched = set(reports)
    return [
        _Sentence(best[digest], [key for key in keys if not searched or key.report in searched])
        for digest, keys in view.duplicates(best).items()
    ]


def _hits(view: View, sentences: Sequence[_Sentence], ranked: Sequence[Key]) -> list[Hit]:
    at = {key: place for place, key in enumerate(ranked)}
    cited = [_cited(view, one, lambda key: at.get(key, inf)) for one in sentences]
    passages = view.fetch(cited)
    return [
        Hit(
            passages[key],
            one.best.score,
            one.best.fused,
            one.best.cosine,
            one.best.share,
            tuple(sorted(other for other in one.places if other != key)),
            naming=one.best.naming,
        )
        for key, one in zip(cited, sentences, strict=True)
    ]


def _cited(view: View, sentence: _Sentence, rank: Callable[[Key], float]) -> Key:
    """Return the place to cite: in the newest edition, in the file that is cited first there."""
    own = _work(view, sentence.best.key)
    editions = [edition.report for edition in own.editions] or [own.files[0]]
    known = [key for key in sentence.places if _work(view, key).files[0] in editions]

    def order(key: Key) -> tuple[int, int, float, Key]:
        files = _work(view, key).files
        return editions.index(files[0]), files.index(key.report), rank(key), key

    return min(known, key=order)


def _joined(view: View, sentences: list[_Sentence]) -> list[_Sentence]:
    """Join the sentences that two files of one work have in slightly different words."""
    apart = [one for one in sentences if _is_apart(view, one)]
    if len(apart) < 2:
        return sentences
    passages = view.fetch(one.best.key for one in apart)
    quotes = {id(one): passages[one.best.key].quote for one in apart}
    for first, second in combinations(apart, 2):
        if not (id(first) in quotes and id(second) in quotes):
            continue  # joined before
        pair = _twins(view, first, second)
        if (
            pair
            and _are_alike(quotes[id(first)], quotes[id(second)], _ALIKE)
            and _have_one_neighbour(view, *pair)
        ):
            first.places += second.places
            del quotes[id(second)]
    joined = {id(one) for one in apart} - set(quotes)
    return [one for one in sentences if id(one) not in joined]


def _is_apart(view: View, sentence: _Sentence) -> bool:
    """Tell whether a file of the sentence's work lacks the sentence."""
    files = _work(view, sentence.best.key).files
    return len(files) > len({key.report for key in sentence.places if key.report in files})


def _twins(view: View, first: _Sentence, second: _Sentence) -> tuple[Key, Key] | None:
    """Return places in two files of one work, or None where a file has both sentences."""
    files = _work(view, first.best.key).files
    ours = [key for key in first.places if key.report in files]
    theirs = [key for key in second.places if key.report in files]
    if not theirs or {key.report for key in ours} & {key.report for key in theirs}:
        return None
    return ours[0], theirs[0]


def _have_one_neighbour(view: View, one: Key, other: Key) -> bool:
    """Tell whether the sentences before, or those after, two places are alike."""
    found = view.fetch([one.before, one.after, other.before, other.after])
    return any(
        _are_alike(found[ours].quote, found[theirs].quote, _NEIGHBOURS_ALIKE)
        for ours, theirs in ((one.before, other.before), (one.after, other.after))
        if ours in found and theirs in found
    )


def _are_alike(one: str, other: str, least: float) -> bool:
    numbers = [
        set(re.findall(r"\d+", unicodedata.normalize("NFKC", text))) for text in (one, other)
    ]
    if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return False
    letters = ("".join(filter(str.isalnum, text.casefold())) for text in (one, other))
    return fuzz.ratio(*letters) >= least


def _work(view: View, key: Key) -> Work:
    return view.reports[key.report].work
