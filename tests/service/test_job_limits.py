"""The limits of question files on the page, each just under and just over."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from service.jobs import JobStore, QueueFull
from tests.service.test_jobs import add, aged, upload

Guarded = Callable[..., FlaskClient]
TABLE = b"nr,Frage\n1,When does the ferry leave?\n"


def state_of(client: FlaskClient, address: str) -> Any:
    return client.get(address + "?format=json").json["state"]  # type: ignore[index]


@pytest.fixture
def store_of(settings: Settings) -> Callable[..., JobStore]:
    return lambda **chosen: JobStore(replace(settings, **chosen))


@pytest.mark.parametrize("keep_jobs", [1, 50])
def test_choosing_the_column_never_removes_the_upload(
    guarded: Guarded, settings: Settings, keep_jobs: int
) -> None:
    client = guarded(keep_jobs=keep_jobs, job_queue=1, keep_job_days=1)
    store = JobStore(settings)
    for _ in range(keep_jobs):
        add(store, b"ferry?\n", state="done")
    address = upload(client, "q.csv", TABLE).headers["Location"]
    assert client.post(address + "/column", data={"column": "1"}).status_code == 303
    assert state_of(client, address) in ("queued", "running", "done")


@pytest.mark.parametrize("keep_jobs", [1, 3])
def test_resuming_the_oldest_job_never_removes_it(
    store_of: Callable[..., JobStore], keep_jobs: int
) -> None:
    store = store_of(keep_jobs=keep_jobs, job_queue=1, keep_job_days=1)
    oldest = aged(store, add(store, state="cancelled"), 90_000)
    for _ in range(keep_jobs):
        add(store_of(keep_job_days=9), state="done")
    resumed = store.change(oldest.id, ("cancelled",), state="queued", queued=oldest.queued + 90_000)
    assert resumed is not None
    assert store.get(oldest.id).state == "queued"


def test_an_upload_of_somebody_else_leaves_one_whose_column_is_being_chosen(
    store_of: Callable[..., JobStore],
) -> None:
    store = store_of(keep_jobs=1, job_queue=3, keep_job_days=1)
    add(store, state="done")
    mine = add(store, state="choosing")
    theirs = [add(store, state="choosing") for _ in range(2)]
    with pytest.raises(QueueFull):
        add(store, state="choosing")
    assert {store.get(job.id).state for job in (mine, *theirs)} == {"choosing"}
    assert store.change(mine.id, ("choosing",), state="queued") is not None  # it has its place


def test_a_job_that_ends_long_after_it_was_sent_is_kept_for_its_days(
    store_of: Callable[..., JobStore],
) -> None:
    store = store_of(keep_job_days=1)
    job = aged(store, add(store), 90_000)
    store.change(job.id, ("queued",), state="done", ended=job.created + 90_000)
    add(store)
    assert store.get(job.id).state == "done"
    aged(store, job, 90_000)
    add(store)
    with pytest.raises(KeyError):
        store.get(job.id)
