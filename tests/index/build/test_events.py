"""What a build tells while it runs, and how long it says that it takes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.build.build import build_index
from index.build.events import (
    Embedding,
    Estimate,
    Event,
    FileRead,
    FileRefused,
    FilesFound,
    PreparingModel,
    Publishing,
    ReadingFile,
    StartingWorkers,
    line,
)
from tests.fakes import BagOfWords


def events_of(settings: Settings, embedder: BagOfWords | None = None) -> list[Event]:
    told: list[Event] = []
    build_index(settings, embedder or BagOfWords(), told.append)
    return told


def of(told: list[Event], kind: type) -> list[Event]:
    return [event for event in told if isinstance(event, kind)]


def test_each_file_is_told_with_what_became_of_it(settings: Settings, corpus: Path) -> None:
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (corpus / "table.xlsx").write_bytes(b"x")
    told = events_of(settings)
    refused = [event for event in told if isinstance(event, FileRefused)]
    assert told[0] == FilesFound(("broken.pdf", "ferry.txt", "notes/Harbor.txt"))
    assert [event.path for event in refused] == ["table.xlsx", "broken.pdf"]
    assert "the file is damaged" in refused[1].reason
    assert of(told, FileRead) == [
        FileRead("ferry.txt", 4, unchanged=False),
        FileRead("notes/Harbor.txt", 2, unchanged=False),
    ]
    begun = [event for event in told if isinstance(event, ReadingFile) and not event.page]
    assert {(event.path, event.number, event.files) for event in begun} == {
        ("broken.pdf", 1, 3), ("ferry.txt", 2, 3), ("notes/Harbor.txt", 3, 3),
    }  # fmt: skip
    assert of(told, Embedding)[-1] == Embedding(6, 6, 3, 3)
    assert told[-1] == Publishing()


def test_only_sentences_that_need_a_vector_are_counted(settings: Settings, corpus: Path) -> None:
    events_of(settings)
    (corpus / "new.txt").write_text("A tram leaves at ten.\n\nIt is green.\n")
    told = events_of(settings)
    assert of(told, Embedding)[-1] == Embedding(2, 2, 3, 3)
    assert of(told, FileRead) == [
        FileRead("ferry.txt", 4, unchanged=True),
        FileRead("new.txt", 2, unchanged=False),
        FileRead("notes/Harbor.txt", 2, unchanged=True),
    ]
    again = events_of(settings)
    assert {type(event) for event in again} == {FilesFound, FileRead}
    assert all(event.unchanged for event in again if isinstance(event, FileRead))


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (PreparingModel(), "Preparing the model, once for a new index"),
        (StartingWorkers(), "Starting the workers of Ray"),
        (ReadingFile("a.pdf", 12, 33, 0, 0), "Reading 12 of 33: a.pdf"),
        (ReadingFile("a.pdf", 1200, 3300, 4, 68), "Reading 1,200 of 3,300: a.pdf, page 4 of 68"),
        (Embedding(4120, 8367, 33, 33), "Embedding 4,120 of 8,367 sentences"),
        (Publishing(), "Writing and checking the index"),
        (FileRead("a.pdf", 3, unchanged=False), None),
    ],
)
def test_a_line_says_what_is_done(event: Event, shown: str | None) -> None:
    assert line(event) == shown


class Build:
    """A build on a clock of its own: files of so many sentences, read and then encoded."""

    def __init__(self, sizes: list[int], to_read: float, a_second: float, group: int) -> None:
        self.sizes, self.to_read, self.a_second, self.group = sizes, to_read, a_second, group
        self.now = 1000.0

    def told(self, watch: Callable[[Event], None]) -> None:
        done = known = read = 0
        for number, size in enumerate(self.sizes, 1):
            watch(ReadingFile("a", number, len(self.sizes), 0, 0))
            self.now += self.to_read
            read, known = number, known + size
            if known - done >= self.group or number == len(self.sizes):
                watch(Embedding(done, known, read, len(self.sizes)))
                while done < known:
                    step = min(16, known - done)
                    self.now += step / self.a_second
                    done += step
                    watch(Embedding(done, known, read, len(self.sizes)))


@pytest.mark.parametrize(
    "build",
    [
        Build([250] * 33, to_read=1.5, a_second=180, group=4096),
        Build([400] * 33, to_read=0.1, a_second=40, group=4096),
        Build([9000, *[50] * 400], to_read=0.2, a_second=150, group=4096),
        Build([300] * 10_000, to_read=0.3, a_second=150, group=4096),
    ],
    ids=["small", "slow", "one large file first", "many"],
)
def test_an_estimate_comes_late_rather_than_wrong(build: Build) -> None:
    estimate, given = Estimate(lambda: build.now), []

    def watch(event: Event) -> None:
        estimate.see(event)
        if estimate.seconds_left is not None:
            given.append((build.now, estimate.seconds_left))

    estimate.see(PreparingModel())
    build.now += 40
    assert estimate.seconds_left is None
    build.told(watch)
    assert given
    for at, left in given:
        truth = build.now - at
        assert truth / 2 - 30 <= left <= truth * 2 + 30, (at, left, truth)


def test_the_last_group_is_estimated_by_its_speed() -> None:
    now = 0.0
    estimate = Estimate(lambda: now)
    estimate.see(ReadingFile("a", 1, 1, 0, 0))
    now = 500  # reading took long, which says nothing of what is left
    for done in range(0, 1010, 10):
        estimate.see(Embedding(done, 1000, 1, 1))
        if done > 100:
            assert estimate.seconds_left == pytest.approx((1000 - done) / 20)
        now += 0.5
    estimate.see(Publishing())
    assert estimate.seconds_left is None


def test_nothing_is_estimated_while_most_files_are_unread() -> None:
    now = 0.0
    estimate = Estimate(lambda: now)
    for done in range(0, 4096, 16):
        now += 0.1
        estimate.see(Embedding(done, 4096, 10, 1000))
        assert estimate.seconds_left is None
