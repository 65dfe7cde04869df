"""Three services on one index or on one store behind a real nginx, with deploy/nginx-many.conf."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.store import open_store
from tests.deploy.fleet import Fleet, Received, mixed, send, streaming
from tests.deploy.proxy import NGINX, free_port, nginx
from tests.index.store.seekdb.server import served as seekdb_served

FOLLOWED_SECONDS = 5.0
pytestmark = [
    pytest.mark.slow,
    # "make test" installs it on Debian: see provide_nginx.sh.
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


@dataclass
class Site:
    """Three services behind nginx, and the texts of each generation that was built."""

    fleet: Fleet
    address: str
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def build(self) -> tuple[str, float]:
        """Build the next edition; returns its generation, and when the pointer moved to it."""
        store = open_store(self.fleet.settings)
        before = store.current()
        texts = self.fleet.write(len(self.texts) + 1)
        process = self.fleet.start_build()
        while (pointer := store.current()) == before:
            assert process.poll() in (None, 0), self.fleet.log.read_text()
            time.sleep(0.01)
        moved = time.monotonic()
        assert pointer is not None
        generation: str = json.loads(pointer)["generation"]
        self.texts[generation] = texts
        self._process = process
        return generation, moved

    def built(self) -> None:
        """Wait until the process of the build has ended."""
        assert self._process.wait() == 0, self.fleet.log.read_text()

    def generation_of(self, server: int) -> str:
        return str(send(f"{self.fleet.address(server)}readyz").json["generation"])


@pytest.fixture(scope="module", params=["local", "seekdb"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("several")
    if request.param == "local":
        yield from _site(folder, "")
    else:
        with seekdb_served() as server:
            yield from _site(folder, server.address("several"))


def _site(folder: Path, store: str) -> Iterator[Site]:
    port = free_port()
    fleet = Fleet(folder, store, f"http://localhost:{port}/pincite")
    services = dict(zip((8001, 8002, 8003), fleet.ports, strict=True))
    try:
        with nginx("nginx-many.conf", folder, port, services) as address:
            site = Site(fleet, address)
            site.build()
            site.built()
            for server in range(3):
                fleet.start(server)
            yield site
    finally:
        fleet.close()


def failures(answers: list[Received]) -> list[tuple[int, bytes]]:
    return [(answer.status, answer.body) for answer in answers if answer.status != 200]


def test_no_question_fails_when_a_server_is_killed_started_again_or_stopped(site: Site) -> None:
    with streaming(site.address) as stream:
        stream.more(30)
        site.fleet.kill(1)
        stream.more(60)
        site.fleet.start(1)
        stream.more(30)
        for server in range(3):  # as an upgrade does, one after the other
            assert site.fleet.stop(server) == 0
            stream.more(10)
            site.fleet.start(server)
    assert failures(stream.answers) == []
    assert {answer.json["index"]["generation"] for answer in stream.answers} == set(site.texts)
    assert [mixed(answer.json, site.texts) for answer in stream.answers] == (
        [[]] * len(stream.answers)
    )


def test_all_servers_take_a_new_generation_over_and_no_answer_mixes_two(site: Site) -> None:
    before = site.generation_of(0)
    with streaming(site.address) as stream:
        stream.more(20)
        after, moved = site.build()
        took: dict[int, float] = {}
        while len(took) < 3:
            for server in set(range(3)) - set(took):
                if site.generation_of(server) == after:
                    took[server] = time.monotonic() - moved
            assert time.monotonic() < moved + 60, took
        stream.more(30)
        site.built()
    print("seconds until the new generation served:", took)
    assert max(took.values()) < FOLLOWED_SECONDS
    assert failures(stream.answers) == []
    for answer in stream.answers:
        assert mixed(answer.json, site.texts) == []
        generation = answer.json["index"]["generation"]
        assert generation in (before, after)
        if answer.sent > moved + FOLLOWED_SECONDS:
            assert generation == after
        if answer.received < moved:
            assert generation == before
