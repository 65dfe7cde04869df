"""The server selects the passages that the local store finds, by whichever way it searches."""

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from index.store import local_store, store_at
from index.store.protocol import View
from index.store.seekdb import candidates
from index.types import Key, Scored
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import Server
from tests.index.store.test_contract import add, made, plan, report, words_of

COMMON = ("ferry", "harbor", "winter", "island", "captain", "engine")
RARE = tuple(f"signal{number}" for number in range(200))
IDS = tuple(f"report{number:02d}" for number in range(20))
QUESTIONS = (
    "the ferry in winter, signal3",
    "captain of the island harbor and signal7, signal9",
    "engine ferry harbor winter island captain",
    "signal5",
)
FILTERS = ((), IDS[3:4], IDS[2:4] + IDS[9:10], IDS[1::2])


def sentences(seed: int) -> list[str]:
    """Return sentences of common words, each with at most one rare word."""
    chance = random.Random(seed)
    return [
        " ".join(["The", *chance.choices(COMMON, k=chance.randrange(1, 9)), chance.choice(RARE)])
        + "."
        for _ in range(40)
    ]


@pytest.fixture(scope="module")
def views(seekdb: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[View]]:
    """A generation in the local store and on the server, whose table holds former reports too."""
    folder = tmp_path_factory.mktemp("candidates")
    former = {one: report(one, sentences(at)) for at, one in enumerate(IDS)}
    later = {one: report(one, sentences(100 + at)) for at, one in enumerate(IDS[::3])}
    opened = []
    for store, exact_up_to in (
        (local_store(folder / "local"), 100_000),
        (store_at(seekdb.address("candidates"), folder / "server"), 0),
    ):
        for reports in (former, later):
            base = store.open() if store.current() else None
            with store.begin(replace(plan(), exact_up_to=exact_up_to), base) as draft:
                add(draft, reports)
                manifest = draft.commit(made())
            store.promote(manifest.generation)
        opened.append(store.open())
    yield opened
    for view in opened:
        view.close()


@pytest.mark.parametrize("reports", FILTERS, ids=["all", "one", "three", "half"])
@pytest.mark.parametrize("few", [0, 20_000])
def test_the_server_finds_what_the_local_store_finds(
    few: int, reports: tuple[str, ...], views: list[View], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "_FEW", few)
    local, server = views
    for question in QUESTIONS:
        for k in (1, 10, 100):
            terms = words_of(question)
            same(local.matching(terms, k, reports), server.matching(terms, k, reports))
            vectors = BagOfWords().encode([question])
            same(local.near(vectors, k, reports)[0], server.near(vectors, k, reports)[0])


def same(expected: list[Scored], found: list[Scored]) -> None:
    """Compare two rankings; of passages with nearly the same score, either may come first."""
    scores = [one.score for one in expected]
    assert [one.score for one in found] == pytest.approx(scores, abs=1e-5)
    sure: set[Key] = {one.key for one in expected if one.score > scores[-1] + 1e-5}
    assert sure <= {one.key for one in found}
    assert np.unique([one.key.id for one in found]).size == len(expected)
