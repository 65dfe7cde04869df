"""The state of a build, and its rows on the page, as events come in."""

import json

import pytest
from flask.testing import FlaskClient

from index.build.events import (
    Embedding,
    Event,
    FileRead,
    FileRefused,
    FilesFound,
    PreparingModel,
    Publishing,
    ReadingFile,
    Remark,
    StartingWorkers,
    as_json,
    from_json,
)
from service.answers.engine import Engine
from service.builds.build import Build, Received
from service.builds.follow import Follower
from service.builds.records import Records
from service.web.pages.build_rows import MOST_ROWS, build_values

EVENTS: list[Event] = [
    FilesFound(("a.pdf", "b.pdf", "c.txt", "d.txt")),
    PreparingModel(),
    ReadingFile("a.pdf", 1, 4, 0, 0),
    ReadingFile("a.pdf", 1, 4, 12, 68),
    FileRead("c.txt", 1, unchanged=True),
    FileRefused("b.pdf", "the file is damaged: send it again"),
    Embedding(0, 214, 3, 4),
    Publishing(),
    Remark("catalog.toml: a supersedes “x”: delete the name."),
    StartingWorkers(),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_through_json_as_it_was(event: Event) -> None:
    assert from_json(json.loads(json.dumps(as_json(event)))) == event


def shown(follower: Follower) -> list[tuple[str, str, str]]:
    return [(row.path, row.words, row.reason) for row in build_values(follower.build)["rows"]]


def test_each_file_is_shown_on_its_way() -> None:
    received = (Received("a.pdf", "added"), Received("x.exe", "refused", "the format: no"))
    follower = Follower(Build(1, "upload", "running", 0, received=received))
    assert shown(follower) == [("x.exe", "Refused", "the format: no"), ("a.pdf", "Waiting", "")]
    for event in EVENTS[:3]:
        follower.see(event)
    assert ("a.pdf", "Reading", "") in shown(follower)
    assert follower.build.step == "Reading 1 of 4: a.pdf"
    for event in EVENTS[3:6]:
        follower.see(event)
    assert shown(follower) == [
        ("a.pdf", "Reading page 12 of 68", ""),
        ("b.pdf", "Not read", "the file is damaged: send it again"),
        ("x.exe", "Refused", "the format: no"),
        ("d.txt", "Waiting", ""),
    ]
    follower.see(FileRead("a.pdf", 214, unchanged=False))
    assert ("a.pdf", "214 sentences", "") in shown(follower)
    follower.see(Embedding(0, 214, 3, 4))
    assert (follower.build.embedded, follower.build.to_embed) == (0, 214)
    follower.end(generation="000001-x")
    assert ("a.pdf", "Ready, 214 sentences", "") in shown(follower)
    assert build_values(follower.build)["unchanged"] == 1
    assert (follower.build.state, follower.build.step) == ("done", "")


def test_no_file_is_ready_when_a_build_fails() -> None:
    follower = Follower(Build(1, "request", "running", 0))
    follower.see(FilesFound(("a.txt",)))
    follower.see(FileRead("a.txt", 1, unchanged=False))
    follower.end(failure="the disk is full: free some space")
    assert [file.state for file in follower.build.files] == ["read"]
    assert follower.build.state == "failed"


def test_a_page_lists_so_many_files_and_those_with_reasons_first() -> None:
    follower = Follower(Build(1, "request", "running", 0))
    paths = tuple(f"{at:04}.txt" for at in range(MOST_ROWS + 50))
    follower.see(FilesFound(paths))
    follower.see(FileRefused(paths[-1], "no"))
    values = build_values(follower.build)
    assert len(values["rows"]) == MOST_ROWS
    assert values["more_rows"] == 50
    assert values["rows"][0].path == paths[-1]


def test_a_file_that_was_there_already_has_one_row_while_it_is_read_and_afterwards() -> None:
    received = (Received("a.txt", "present"), Received("b.txt", "present"))
    follower = Follower(Build(1, "upload", "running", 0, received=received))
    assert shown(follower) == [("a.txt", "Already there", ""), ("b.txt", "Already there", "")]
    follower.see(FilesFound(("a.txt", "b.txt")))
    assert shown(follower) == [("a.txt", "Waiting", ""), ("b.txt", "Waiting", "")]
    follower.see(FileRead("a.txt", 1, unchanged=True))
    follower.see(FileRead("b.txt", 1, unchanged=False))  # the index did not have it yet
    follower.end(generation="000001-x")
    assert shown(follower) == [("a.txt", "Already there", ""), ("b.txt", "Ready, 1 sentence", "")]


def test_a_remark_on_the_catalog_stays_in_the_record_and_stands_on_the_page(
    own_client: FlaskClient, own_engine: Engine
) -> None:
    follower = Follower(Build(1, "watch", "running", 0))
    follower.see(EVENTS[-1])
    follower.end("000001-abc")
    text = "catalog.toml: a supersedes “x”: delete the name."
    assert follower.build.remarks == (text,)
    Records.of(own_engine.settings).save(follower.build)
    assert text in own_client.get("/builds/1").text
    assert own_client.get("/builds/1?format=json").get_json()["remarks"] == [text]
