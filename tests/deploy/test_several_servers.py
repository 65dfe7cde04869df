"""Three services on one index or on one store behind a real nginx, with deploy/nginx-many.conf."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from index.store import open_store
from tests.deploy.fleet import Fleet, Received, mixed, send, streaming
from tests.deploy.proxy import NGINX, free_port, nginx
from tests.index.store.seekdb.server import served as seekdb_served
from tests.service.http.served import PATIENCE

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

    def settled(self) -> str:
        """Wait until all servers serve the newest generation; returns its name."""
        newest = list(self.texts)[-1]
        end = time.monotonic() + PATIENCE
        while any(self.generation_of(server) != newest for server in range(3)):
            assert time.monotonic() < end
            time.sleep(0.1)
        return newest

    def at(self, server: int, address: str) -> str:
        """Return the address of the same thing at one server, without nginx."""
        return address.replace(self.address, f"{self.fleet.address(server)}pincite/")

    def until(self, address: str, state: str) -> None:
        """Wait until what stands at an address is in a state."""
        end = time.monotonic() + PATIENCE
        while (received := send(address)).json["state"] != state:
            assert received.json["state"] in ("waiting", "queued", "running"), received
            assert time.monotonic() < end
            time.sleep(0.2)

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
    served = site.settled()  # tests run in any order, and others build
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
    assert {answer.json["index"]["generation"] for answer in stream.answers} == {served}
    assert [mixed(answer.json, site.texts) for answer in stream.answers] == (
        [[]] * len(stream.answers)
    )


def test_all_servers_take_a_new_generation_over_and_no_answer_mixes_two(site: Site) -> None:
    before = site.settled()
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


def test_what_an_answer_cites_is_found_at_a_server_that_had_the_old_generation(site: Site) -> None:
    after, _ = site.build()
    answer = send(f"{site.address}ask?q=What+sails").json
    while answer["index"]["generation"] != after:
        answer = send(f"{site.address}ask?q=What+sails").json
    (first, *_) = answer["passages"]
    path, link = first["citation"]["url"].removeprefix("/").split("#")
    assert path.startswith("reports/boat-")
    for server in range(3):
        found = send(f"{site.fleet.address(server)}{path}?format=json&link={link}")
        assert (found.status, found.json["status"]) == (200, "same")
        assert found.json["quote"] == first["quote"]
    site.built()


def test_a_draft_is_found_through_nginx_though_one_server_alone_holds_it(site: Site) -> None:
    text = quote("The ferry leaves at noon [@ferry].")
    form = "application/x-www-form-urlencoded"
    for _ in range(3):  # each server takes one
        sent = send(f"{site.address}citecheck", f"text={text}".encode(), form, "text/html")
        assert (sent.status, sent.url != f"{site.address}citecheck") == (200, True)
        site.until(f"{sent.url}?format=json", "done")
        assert [send(sent.url).status for _ in range(4)] == [200] * 4
        alone = sorted(send(site.at(server, sent.url)).status for server in range(3))
        assert alone == [200, 404, 404]
        assert send(f"{sent.url}/remove", b"", form, "text/html").status == 200
        assert send(sent.url).status == 404


def test_another_server_answers_the_rest_of_a_question_file_of_a_killed_one(site: Site) -> None:
    lines = ["--b", 'Content-Disposition: form-data; name="file"; filename="q.txt"', "",
             *["How many cars does the ferry carry?"] * 400, "--b--", ""]  # fmt: skip
    body, kind = "\r\n".join(lines).encode(), "multipart/form-data; boundary=b"
    sent = send(f"{site.fleet.address(2)}pincite/batch", body, kind, "text/html")
    place = f"{site.address}batch/{sent.url.rpartition('/')[2]}?format=json"
    while send(site.at(2, place)).json["done"] == 0:
        time.sleep(0.05)
    site.fleet.kill(2)
    assert send(place).json["done"] < 400
    site.until(place, "done")
    assert send(place).json["done"] == 400
    site.fleet.start(2)


def test_every_server_tells_of_a_build_and_another_one_builds_while_the_first_is_away(
    site: Site,
) -> None:
    for away in (False, True):
        if away:
            site.fleet.stop(0)
        sent = send(f"{site.address}builds", b"", accept="application/json")
        assert sent.status == 202, sent
        place = f"{site.address}builds/{sent.json['number']}"
        for server in range(away, 3):
            site.until(f"{site.at(server, place)}?format=json", "done")
        assert send(place, accept="application/json").json["state"] == "done"
    site.fleet.start(0)
