"""How long a check of a draft takes: its parts, its limit, its progress, and its end."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import anyio
import numpy as np
import pytest
from mcp.client.client import Client

from index.rerank.pairs import Pair
from index.rerank.support_network import Floats
from service.answers.engine import Engine
from service.citecheck.claims import candidates
from service.citecheck.claims.candidates import AT_A_TIME
from service.citecheck.claims.judged import ClaimLimits
from service.mcp import checking, tools
from service.mcp.desk import Caller, Desk, watched
from service.mcp.held_verdicts import HeldVerdicts
from service.mcp.progress import Progress
from service.mcp.server import make_server
from service.mcp.stdio import threads_of
from tests.fakes import BagOfWords
from tests.service.mcp.clients import ask_with, texts

COUNT = 3 * AT_A_TIME
DRAFT = " ".join(f"The ferry carries {n} cars." for n in range(100, 100 + COUNT))


class Reader:
    """Reads nothing into a claim, and counts the claims."""

    def __init__(self) -> None:
        self.claims: set[str] = set()
        self.seconds = 0.0

    def scores(self, pairs: Sequence[Pair]) -> Floats:
        time.sleep(self.seconds)
        self.claims |= {pair.claim for pair in pairs}
        return np.zeros((len(pairs), 3), dtype=np.float32)


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader()
    monkeypatch.setattr(candidates, "support_network", lambda _threads: reader)
    return reader


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """A desk that holds no verdicts."""
    return watched(Engine(desk.settings, BagOfWords()), desk.site)


def test_a_further_part_of_a_draft_is_not_judged_again(fresh: Desk, reader: Reader) -> None:
    first = tools.call(fresh, "check_draft", {"text": DRAFT}).structured
    assert len(reader.claims) == COUNT
    reader.claims.clear()
    numbers = [one["number"] for one in first["findings"]]
    part = first
    while "next" in part:
        part = tools.call(fresh, "check_draft", {"text": DRAFT, "start": part["next"]}).structured
        numbers += [one["number"] for one in part["findings"]]
        assert part["counts"] == first["counts"]
    assert numbers == list(range(1, COUNT + 1))
    assert not reader.claims
    tools.call(fresh, "check_draft", {"text": DRAFT + " It carries 7 trucks."})
    assert len(reader.claims) == COUNT + 1


def test_claims_that_time_is_too_short_for_are_counted_and_another_call_goes_on(
    fresh: Desk, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(checking, "_SHARE_FOR_CLAIMS", 0.0)
        late = tools.call(fresh, "check_draft", {"text": DRAFT})
    (told,) = late.structured["not_checked"]
    assert (told["kind"], told["count"]) == ("claim", COUNT)
    assert "time of this call" in told["reason"]
    assert f"{COUNT} claims not checked: {told['reason']}." in texts(late)
    assert {one["verdict"] for one in late.structured["findings"]} == {"not_checked"}
    assert not reader.claims
    again = tools.call(fresh, "check_draft", {"text": DRAFT}).structured
    assert "not_checked" not in again
    assert len(reader.claims) == COUNT


def test_what_was_judged_before_the_time_was_over_is_kept_for_the_next_call(
    fresh: Desk, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = iter([False, True])
    with monkeypatch.context() as patch:
        patch.setattr(ClaimLimits, "is_over", lambda _limits: next(over))
        late = tools.call(fresh, "check_draft", {"text": DRAFT}).structured
    assert [one["count"] for one in late["not_checked"]] == [COUNT - AT_A_TIME]
    first = set(reader.claims)
    assert len(first) == AT_A_TIME
    reader.claims.clear()
    assert "not_checked" not in tools.call(fresh, "check_draft", {"text": DRAFT}).structured
    assert len(reader.claims) == COUNT - AT_A_TIME
    assert not reader.claims & first


def test_a_cancelled_check_stops_at_its_next_step(fresh: Desk, reader: Reader) -> None:
    seen: list[tuple[int, int]] = []
    caller = Caller(lambda *step: seen.append(step))

    def leave(*step: int) -> None:
        seen.append((step[0], step[1]))
        if step[0] == 4:
            caller.gone.set()

    left = tools.call(fresh, "check_draft", {"text": DRAFT}, replace(caller, tell=leave))
    assert left.structured["error"]["reason"] == "this call was cancelled"
    assert [done for done, _ in seen] == [1, 2, 3, 4]
    assert len(reader.claims) < COUNT


def test_a_client_that_asks_for_it_is_told_of_the_progress(fresh: Desk) -> None:
    seen: list[tuple[float, float | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        assert message is None
        seen.append((progress, total))

    async def work(client: Client) -> Any:
        return await client.call_tool("check_draft", {"text": DRAFT}, progress_callback=note)

    result = ask_with(make_server(fresh, threads_of(2), in_thread=True), work)
    assert not result.is_error
    assert seen[-1] == (COUNT + 2, COUNT + 2)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_work_for_a_client_that_cancels_ends(fresh: Desk, reader: Reader) -> None:
    reader.seconds = 0.5

    async def work(client: Client) -> Any:
        with anyio.move_on_after(0.9):
            await client.call_tool("check_draft", {"text": DRAFT * 4})
        await anyio.sleep(1.5)
        before = len(reader.claims)
        await anyio.sleep(1.5)
        assert len(reader.claims) == before
        return (await client.call_tool("list_reports", {})).structured_content["total"]

    assert ask_with(make_server(fresh, threads_of(1), in_thread=True), work) == 2
    assert len(reader.claims) < COUNT


def test_progress_is_told_once_a_second_and_in_the_end() -> None:
    now, told = 0.0, []

    async def report(progress: float, total: float | None = None) -> None:
        told.append((progress, total))

    def steps() -> None:
        nonlocal now
        progress = Progress(report, lambda: now)
        for done in range(1, 11):
            progress(done, 10)
            now += 0.4

    async def main() -> None:
        await anyio.to_thread.run_sync(steps)

    with ThreadPoolExecutor(1) as thread:  # a browser may have left its loop in this one
        thread.submit(anyio.run, main).result()
    assert told == [(1, 10), (4, 10), (7, 10), (10, 10)]


def test_only_the_last_drafts_are_held_and_not_for_long() -> None:
    held = HeldVerdicts(60.0)
    first = held.of(b"one")
    first["generation"] = {}
    assert held.of(b"one") is first
    for text in (b"two", b"three", b"four", b"five"):
        held.of(text)
    assert held.of(b"one") is not first
    brief = HeldVerdicts(0.0)
    kept = brief.of(b"one")
    brief.forget_old()
    assert brief.of(b"one") is not kept
