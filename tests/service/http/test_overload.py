"""More requests than can be answered: what is refused, how soon, and what that costs the others."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.load import Client, figures, recovered_after
from service.http.admission import Admission
from service.http.connection import Busy, Connection
from tests.service.http.served import PATIENCE, Served, served
from tests.service.http.test_hostile_http import body_of
from tests.service.web.test_metrics import counted, read

SECONDS = 0.2
RATE = 0.9 * 4 / SECONDS  # four threads


class Waiting:
    """A connection whose request is in work until it is let go."""

    def __init__(self, path: str = "/ask", client: str = "127.0.0.1") -> None:
        self.client = client
        self.request = SimpleNamespace(error=None, path=path)
        self.requests = [self.request]
        self.begun, self.let_go, self.done = (threading.Event() for _ in range(3))
        self.release: Any = None

    def service(self) -> None:
        self.begun.set()
        if self.request.error is None:
            assert self.let_go.wait(PATIENCE)
            self.release()
        self.done.set()

    def cancel(self) -> None:
        self.done.set()


def any_of(connection: Waiting) -> Any:
    """Let a stand-in pass where a connection is asked for."""
    return connection


def admission_of(threads: int, waiting: int, seconds: float = PATIENCE) -> Admission:
    return Admission(
        threads, waiting, seconds, lambda status, detail: f"{status}: {detail}".encode()
    )


def test_one_more_than_may_wait_is_refused_before_a_thread_is_free() -> None:
    admission = admission_of(2, 3)
    inside: list[Any] = [Waiting() for _ in range(5)]
    for connection in inside:
        admission.add_task(connection)
    assert all(connection.begun.wait(PATIENCE) for connection in inside[:2])
    assert (admission.admitted, admission.waiting) == (5, 3)
    outside: list[Any] = [Waiting() for _ in range(20)]
    for connection in outside:
        admission.add_task(connection)
        assert connection.done.wait(PATIENCE)
        assert isinstance(connection.request.error, Busy)
        assert connection.request.error.reason == "full"
    assert not any(connection.done.is_set() for connection in inside)
    quick: Any = Waiting("/healthz")
    admission.add_task(quick)
    assert quick.begun.wait(PATIENCE)
    quick.release = lambda: None
    quick.let_go.set()
    for connection in inside:
        connection.let_go.set()
    assert all(connection.done.wait(PATIENCE) for connection in inside)
    assert [connection.request.error for connection in inside] == [None] * 5
    deadline = time.monotonic() + PATIENCE
    while admission.admitted and time.monotonic() < deadline:
        time.sleep(0.01)
    assert admission.admitted == 0
    admission.shutdown(timeout=PATIENCE)


def test_who_waited_too_long_is_refused_when_his_turn_comes() -> None:
    admission = admission_of(1, 1, 0.2)
    first, late = (Waiting() for _ in range(2))
    admission.add_task(any_of(first))
    assert first.begun.wait(PATIENCE)
    admission.add_task(any_of(late))
    time.sleep(0.3)
    first.let_go.set()
    assert late.done.wait(PATIENCE)
    assert first.request.error is None
    assert late.request.error.reason == "late"
    assert admission.shutdown(timeout=PATIENCE)
    assert admission.admitted == 0


def test_who_takes_up_most_gives_way_to_who_takes_up_less() -> None:
    admission = admission_of(2, 4)
    greedy = [Waiting(client="greedy") for _ in range(6)]
    for connection in greedy:
        admission.add_task(any_of(connection))
    assert all(connection.begun.wait(PATIENCE) for connection in greedy[:2])
    others = [Waiting(client=f"other {at // 2}") for at in range(4)]
    for connection, loser in zip(others[:3], reversed(greedy), strict=False):
        admission.add_task(any_of(connection))
        assert loser.done.wait(PATIENCE)
        assert (loser.request.error.code, loser.request.error.reason) == (429, "share")
        assert b"429: Too many requests from your address" in loser.request.error.page
        assert (admission.admitted, admission.waiting) == (6, 4)
    # Now one holds three, one two and one one: to take another place would be no fairer.
    admission.add_task(any_of(late := Waiting(client="other 0")))
    assert late.done.wait(PATIENCE)
    assert (late.request.error.code, late.request.error.reason) == (503, "full")
    admission.add_task(any_of(others[3]))
    for connection in [*greedy, *others]:
        connection.let_go.set()
    assert all(connection.done.wait(PATIENCE) for connection in [*greedy, *others])
    assert [one.request.error for one in greedy[:2] + others] == [None] * 6
    assert admission.shutdown(timeout=PATIENCE)
    assert admission.admitted == 0


@pytest.mark.slow
def test_a_flood_from_one_address_shuts_nobody_else_out(limited: Served) -> None:
    flood = clients(limited)

    async def both() -> Any:
        return await asyncio.gather(
            flood.offer(4 * RATE, 4), clients(limited, own="127.0.0.2").offer(2, 4)
        )

    sent, single = in_a_loop(both())
    assert {one.status for one in single} == {200}
    assert {one.status for one in sent} == {200, 429, 503}
    found = read(body_of(limited.get("/metrics")[1]).decode())
    assert counted(found["pincite_refused_total"], status="429", reason="share")


def test_the_loop_lets_a_thread_that_sends_an_answer_be() -> None:
    lock = threading.Condition()
    connection: Any = Connection.__new__(Connection)
    vars(connection).update(
        adj=SimpleNamespace(outbuf_high_watermark=100),
        total_outbufs_len=10,
        requests=[None],
        outbuf_lock=lock,
        will_close=False,
        close_when_flushed=False,
    )
    with ThreadPoolExecutor(1) as sender:
        assert connection.writable()
        sender.submit(lock.acquire).result()
        assert not connection.writable()
        connection.total_outbufs_len = 101  # the sender waits for the loop to send some of it
        assert connection.writable()
        connection.total_outbufs_len, connection.requests = 10, []
        assert connection.writable()
        connection.requests = [None]
        sender.submit(lock.release).result()
        assert connection.writable()
        connection.total_outbufs_len = 0
        assert not connection.writable()


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::5", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_network_of_ipv6_is_one_client(address: str, client: str) -> None:
    connection = Connection.__new__(Connection)
    connection.addr = (address, 1)
    assert connection.client == client


def test_after_the_closing_time_no_new_work_is_admitted() -> None:
    admission = admission_of(1, 1)
    inside, outside = (Waiting() for _ in range(2))
    admission.add_task(any_of(inside))
    assert inside.begun.wait(PATIENCE)
    admission.closes_at = time.monotonic()
    admission.add_task(any_of(outside))
    assert outside.done.wait(PATIENCE)
    assert outside.request.error.reason == "stopping"
    inside.let_go.set()
    assert inside.done.wait(PATIENCE)
    assert inside.request.error is None
    admission.shutdown(timeout=PATIENCE)


@pytest.mark.slow
def test_who_asks_again_at_once_is_not_refused_for_his_own_last_request(
    small_index: Path,
) -> None:
    with (
        served(small_index, server_threads=1, max_waiting=0) as server,
        server.connect() as client,
        client.makefile("rb") as stream,
    ):
        for _ in range(200):
            client.sendall(b"GET /ask?q=ferry HTTP/1.1\r\nHost: localhost\r\n\r\n")
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += stream.readline()
            assert head.startswith(b"HTTP/1.1 200"), head
            stream.read(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))


@pytest.fixture(scope="module")
def limited(small_index: Path) -> Any:
    with served(small_index, seconds=SECONDS) as server:
        yield server


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: the tests of the page keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def clients(server: Served, path: str = "/ask?q=slow+ferry", *, own: str | None = None) -> Client:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return Client("127.0.0.1", server.port, [request], own)


@pytest.mark.slow
def test_four_times_what_can_be_answered_is_shed_in_counts_and_soon_forgotten(
    limited: Served,
) -> None:
    """What it costs the others in time is compared by ``make soak``."""

    async def overloaded() -> Any:
        return await asyncio.gather(
            clients(limited).offer(4 * RATE, 3),
            clients(limited, "/healthz").offer(5, 3),
            clients(limited, "/readyz").offer(5, 3),
            clients(limited, "/metrics").offer(2, 3),
            clients(limited, "/static/style.css").offer(5, 3),
        )

    before = refused_by(limited)
    sent, *others = in_a_loop(overloaded())
    shed = [item for item in sent if item.status == 503]
    assert {item.status for item in sent} == {200, 503}
    assert len(sent) - len(shed) >= 0.5 * RATE * 3, "those that are answered become fewer"
    assert len(shed) > len(sent) / 2
    assert refused_by(limited) - before == len(shed)
    for quick in others:
        assert {item.status for item in quick} == {200}
    assert {item.status for item in in_a_loop(clients(limited).offer(RATE / 2, 2))} == {200}
    found = read(body_of(limited.get("/metrics")[1]).decode())
    assert found["pincite_in_work"] == [({}, 0)]


def refused_by(server: Served) -> float:
    found = read(body_of(server.get("/metrics")[1]).decode())
    return counted(found.get("pincite_refused_total", []), status="503")


@pytest.mark.slow
def test_a_refusal_says_when_to_come_back_in_words_or_as_a_page(small_index: Path) -> None:
    with (
        served(small_index, 3, server_threads=1, max_waiting=0) as server,
        server.connect() as first,
    ):
        first.sendall(b"GET /ask?q=slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        deadline = time.monotonic() + PATIENCE
        while b"pincite_in_work 1.0" not in server.get("/metrics")[1]:
            assert time.monotonic() < deadline
        status, words = server.get("/ask?q=x", "Accept: text/html")
        assert (status, b"problem+json" in words) == (503, True)
        status, page = server.get("/?q=x", "Accept: text/html,*/*")
        assert (status, b"Content-Type: text/html" in page) == (503, True)
        assert b"The service is busy" in page
        for response in (words, page):
            assert b"Retry-After: 1\r\n" in response
            assert b"X-Request-Id: " in response
            assert b"default-src 'none'" in response
        with server.connect() as client:
            client.sendall(
                b"HEAD /ask?q=x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            response = b"".join(iter(lambda: client.recv(4096), b""))
            assert response.startswith(b"HTTP/1.1 503")
            assert response.endswith(b"\r\n\r\n")


def test_the_figures_of_a_run_are_those_of_its_requests() -> None:
    from bench.load import Sent

    sent = [Sent(at, 200, at / 1000) for at in range(1, 101)] + [Sent(0, 503, 0.001), Sent(0, 0, 9)]
    found = figures(10, 10, sent, 1)
    assert (found.held, found.p50, found.p99, found.shed, found.errors) == (10, 50, 99, 1, 1)
    assert recovered_after([Sent(5, 503, 0), Sent(6, 200, 1), Sent(9, 200, 0.1)], 0.5) == 1
