"""The server, and builds, are killed while a build writes and while questions come."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.files import text_sha256
from tests.index.store.seekdb.killed import (
    REPORTS,
    Answered,
    Asking,
    Build,
    Rows,
    State,
    undisturbed,
    write,
)
from tests.index.store.seekdb.server import Server
from tests.index.store.seekdb.server import served as served_by_itself
from tests.service.http.served import Served, served

KILLS = int(os.environ.get("KILLS", "20"))
"""Kills of the server, half of them over an index that searches by its graph."""
BUILD_KILLS = 6
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)
_BACK_SECONDS = 60.0
_TAKEN_OVER_SECONDS = 5.0
_AFTER = (
    ("building", 1), ("row", 1), ("row", 4), ("committing", 1), ("checking", 1), ("row", 8),
    ("naming", 1), ("committed", 1), ("promoting", 1), ("row", 10),
)  # fmt: skip
"""What a build has said before a kill, and how often."""


class Trial:
    """A corpus, its index on a server, and a service that answers from it."""

    def __init__(self, server: Server, folder: Path, limits: dict[str, Any]) -> None:
        self.server, self.folder = server, folder
        self.address = server.address(f"killed_{text_sha256(str(folder))[:12]}")
        self.settings = {
            "corpus": folder / "corpus", "index": folder / "index", "store": self.address, **limits
        }  # fmt: skip
        self.limits = limits
        self.states: dict[str, State] = {}
        self.number = 0
        self.rows = Rows(self.address)
        self.listed: set[str] = set()
        self.oldest_free = 0
        """A version above all that the server has given."""

    def change(self) -> State:
        """Change the corpus; return what an undisturbed build makes of it."""
        write(self.folder / "corpus", self.number)
        self.number += 1
        made = undisturbed(self.folder / "corpus", self.folder / "local", self.limits)
        self.states[made.fingerprint] = made
        return made

    def keeps_what_it_acknowledged(self, build: Build) -> int:
        """Compare the rows on the server with what a build was told; return their number."""
        rows = build.said("row")
        for _, version, passages, text in rows:
            assert self.rows.of_version(int(version)) == (int(passages), text)
            assert int(version) > self.oldest_free, "a version is used again"
        self.oldest_free = max([self.oldest_free, *(int(row[1]) for row in rows)])
        for _, generation in build.said("committed"):
            assert generation in self.rows.generations()
        for _, generation in build.said("promoted"):
            assert self.rows.current() == generation
        return len(rows)

    def completes(self, state: State) -> None:
        """Build again, and find the index as an undisturbed build makes it, and nothing else."""
        self.listed.update(self.rows.generations())
        build = Build(self.settings)
        assert build.end() == f"done {state.fingerprint}", build.lines
        self.keeps_what_it_acknowledged(build)
        self.listed.update(self.rows.generations())
        left = self.rows.left_over(self.listed)
        assert set(left.values()) == {0}, left
        assert len(self.rows.generations()) <= 2

    def told_right(self, answered: Answered) -> bool:
        """Tell whether it is an answer; find it wholly of one state, or a refusal that helps."""
        content = answered.content
        if answered.status != 200:
            assert answered.status == 503, content
            assert "does not answer: start the server" in content["detail"], content
            return False
        state = self.states[content["index"]["fingerprint"]]
        assert content["passages"][0]["quote"] == state.captains[answered.vessel]
        for passage in content["passages"]:
            citation = passage["citation"]
            assert citation["text_sha256"] == state.texts[citation["report"]["id"]]
        return True

    def is_taken_over(self, asking: Asking, state: State) -> None:
        """Ask until the answers come from a state."""
        end = time.monotonic() + _TAKEN_OVER_SECONDS
        while asking.once(0).content["index"]["fingerprint"] != state.fingerprint:
            assert time.monotonic() < end, "the service does not take the new generation over"
            time.sleep(0.1)
        for vessel in range(REPORTS):
            asking.once(vessel)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of these tests alone, which other tests find alive."""
    with served_by_itself() as made:
        yield made


@pytest.fixture(params=["compared one by one", "searched by the graph"])
def trial(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Trial:
    limits = {"exact_up_to": 50 if "graph" in request.param else 50_000}
    made = Trial(server, tmp_path, limits)
    state = made.change()
    first = Build(made.settings)
    assert first.end() == f"done {state.fingerprint}", first.lines
    return made


@pytest.fixture
def service(trial: Trial) -> Iterator[Served]:
    settings = dict(trial.settings)
    with served(settings.pop("index"), **settings) as made:
        yield made


def test_a_server_that_is_killed_loses_nothing_and_the_service_goes_on(
    trial: Trial, service: Served
) -> None:
    print(f"SEED={SEED}")
    chance = random.Random(SEED)
    asking = Asking(f"http://127.0.0.1:{service.port}/")
    acknowledged = refused = 0
    for kill in range(KILLS // 2):
        serving, state = set(trial.states), trial.change()
        build = Build(trial.settings)

        def die_and_come_back(build: Build = build, kill: int = kill) -> None:
            build.until(*_AFTER[kill % len(_AFTER)])
            time.sleep(chance.uniform(0, 0.1))
            trial.server.kill()
            build.end()
            asking.once(0)
            trial.server.start()
            end = time.monotonic() + _BACK_SECONDS
            while asking.once(0).status != 200:
                assert time.monotonic() < end, asking.answered[-1].content

        asking.during(die_and_come_back)
        assert service.process.poll() is None
        answers = [one for one in asking.answered if trial.told_right(one)]
        before = [one for one in answers if one.content["index"]["fingerprint"] in serving]
        promoted = build.said("promoting")
        assert promoted or len(before) == len(answers)
        refused += len(asking.answered) - len(answers)
        acknowledged += trial.keeps_what_it_acknowledged(build)
        trial.completes(state)
        asking.answered.clear()
        trial.is_taken_over(asking, state)
        assert all(map(trial.told_right, asking.answered))
        asking.answered.clear()
    print(f"{acknowledged} rows acknowledged by builds that were cut off; {refused} refusals")
    assert acknowledged
    assert refused


def test_a_build_that_is_killed_is_taken_over_by_the_next(trial: Trial) -> None:
    print(f"SEED={SEED}")
    chance = random.Random(SEED)
    for kill in range(BUILD_KILLS // 2):
        state = trial.change()
        build = Build(trial.settings)
        build.until(*chance.choice(_AFTER[: 7 + kill]))
        time.sleep(chance.uniform(0, 0.05))
        build.process.kill()
        build.end()
        trial.keeps_what_it_acknowledged(build)
        trial.completes(state)
