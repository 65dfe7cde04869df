import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from corpus.readers.drafts.draft import Draft
from service.answers.engine import Engine
from service.citecheck import check as check_module
from service.citecheck.doors.held import Checks, ChecksFull
from service.citecheck.doors.kept import CheckNotFound
from service.citecheck.findings import CheckedDraft
from tests.service.citecheck.made import checked_draft

SECONDS = 60.0
Progress = Callable[[int, int], None]


class Slow:
    """A check that waits at its first step until it may go on."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.ended = (threading.Event() for _ in range(3))
        self.failure: Exception | None = None

    def __call__(
        self, draft: Draft, engine: Engine, progress: Progress, reports: object = ()
    ) -> CheckedDraft:
        try:
            progress(1, 2)
            self.begun.set()
            assert self.go_on.wait(SECONDS)
            progress(2, 2)
            if self.failure:
                raise self.failure
            return checked_draft()
        finally:
            self.ended.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(check_module, "check_draft", made)
    return made


@pytest.fixture
def checks(own_engine: Engine) -> Iterator[Checks]:
    own_engine.settings = replace(own_engine.settings, max_checks=2)
    made = Checks(own_engine)
    yield made
    made.stop()


def test_progress_is_what_is_done_of_all(checks: Checks, slow: Slow) -> None:
    check = checks.add("memo.txt", b"words", keep=False)
    assert slow.begun.wait(SECONDS)
    running = checks.get(check.id)
    assert (running.state, running.done, running.total) == ("running", 1, 2)
    slow.go_on.set()
    done = checks.wait(check.id, SECONDS)
    assert (done.state, done.done, done.total) == ("done", 2, 2)
    assert done.content == b""


def test_a_draft_is_refused_while_as_many_as_may_wait(checks: Checks, slow: Slow) -> None:
    first, second = (checks.add("memo.txt", b"words", keep=False) for _ in range(2))
    with pytest.raises(ChecksFull, match="try again in a few minutes"):
        checks.add("memo.txt", b"words", keep=False)
    slow.go_on.set()
    for check in (first, second):
        assert checks.wait(check.id, SECONDS).state == "done"
    third = checks.add("memo.txt", b"words", keep=False)
    assert checks.wait(third.id, SECONDS).state == "done"
    with pytest.raises(CheckNotFound):
        checks.get(first.id)


def test_a_check_that_is_removed_stops_at_its_next_step(checks: Checks, slow: Slow) -> None:
    check = checks.add("memo.txt", b"words", keep=True)
    assert slow.begun.wait(SECONDS)
    checks.remove(check.id)
    slow.go_on.set()
    assert slow.ended.wait(SECONDS)
    again = checks.add("memo.txt", b"words", keep=False)
    assert checks.wait(again.id, SECONDS).state == "done"
    with pytest.raises(CheckNotFound):
        checks.get(check.id)


def test_a_fault_of_one_check_leaves_the_next_one_alone(
    checks: Checks, slow: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    slow.go_on.set()
    slow.failure = ZeroDivisionError("fault")
    failed = checks.wait(checks.add("memo.txt", b"words", keep=False).id, SECONDS)
    assert (failed.state, failed.status) == ("failed", 500)
    assert "see its log" in failed.failure
    assert "fault" in caplog.text
    slow.failure = None
    assert checks.wait(checks.add("memo.txt", b"words", keep=False).id, SECONDS).state == "done"


def test_a_draft_that_cannot_be_kept_is_shown_with_the_reason(
    checks: Checks, slow: Slow, own_engine: Engine
) -> None:
    own_engine.settings.job_folder.write_text("a file, where the folder should be")
    slow.go_on.set()
    done = checks.wait(checks.add("memo.txt", b"words", keep=True).id, SECONDS)
    assert (done.state, done.checked) == ("done", checked_draft())
    assert done.failure.startswith("the draft is not kept: ")


def test_the_thread_ends_when_the_last_draft_is_forgotten(checks: Checks, slow: Slow) -> None:
    others = set(threading.enumerate())
    slow.go_on.set()
    check = checks.add("memo.txt", b"words", keep=False)
    checks.wait(check.id, SECONDS)
    (thread,) = (one for one in {*threading.enumerate()} - others if one.name == "checks")
    checks.remove(check.id)
    thread.join(SECONDS)
    assert not thread.is_alive()
