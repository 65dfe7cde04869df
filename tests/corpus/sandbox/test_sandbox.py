import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from corpus.errors import NotStarted, ScannedFile, UnreadableFile
from corpus.folder import SourceFile
from corpus.limits import WORKBOOK_LIMITS, Limits
from corpus.omissions import Omission
from corpus.report import Cell, PageBox, Report, Source, TableRow
from corpus.sandbox.parent import Sandbox
from corpus.settings import load_settings

pytestmark = pytest.mark.slow

LIMITS = replace(
    Limits.of(load_settings({})),
    max_text_chars=5000,
    max_file_bytes=10_000,
    read_cpu_seconds=1,
    read_wall_seconds=60,
)
Read = Callable[[str], Report]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, module="tests.corpus.sandbox.odd_process") as made:
        yield made


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Read:
    def run(content: str) -> Report:
        path = tmp_path / "odd.pdf"
        path.write_text(content)
        return sandbox.read(SourceFile(path, "odd.pdf", Source("odd")))

    return run


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("spin", r"more than 1 s of processor time: .*raise PINCITE_READ_CPU_SECONDS"),
        ("eat", r"more than 1,073,741,824 bytes of memory: .*raise PINCITE_READ_MEMORY_BYTES"),
        ("text " + "x" * 5001, r"longer than 5,000 characters: .*raise PINCITE_MAX_TEXT_CHARS"),
        ("flood", r"longer than 5,000 characters"),
        ("text " + "x" * 10_001, r"larger than 10,000 bytes: .*raise PINCITE_MAX_FILE_BYTES"),
        ("crash", r"reading the file crashed \(SIGSEGV\): save it again"),
        ("exit", r"crashed \(it exited early\)"),
        ("raise", r"not a valid .pdf file \(KeyError\): save it again"),
        ("nest", r"nested too deeply"),
        ("nonsense some text", r"an invalid result"),
    ],
)
def test_whatever_a_reader_does_gives_one_reason_and_the_next_file_is_read(
    read: Read, content: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(content)
    assert read("text All is well.").text == "All is well."


def test_a_reader_that_waits_for_ever_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("sleep")
    limits = replace(LIMITS, read_wall_seconds=1)
    with (
        Sandbox(limits, module="tests.corpus.sandbox.odd_process") as sandbox,
        pytest.raises(UnreadableFile, match=r"longer than 1 s: .*raise PINCITE_READ_WALL_SECONDS"),
    ):
        sandbox.read(SourceFile(tmp_path / "a.pdf", "a.pdf", Source("a")))


def test_what_a_library_prints_disturbs_nothing(read: Read) -> None:
    assert read("print All is well.").text == "All is well."
    assert read("text So it stays.").text == "So it stays."


def test_a_child_that_earlier_files_have_filled_is_replaced(read: Read) -> None:
    for _ in range(4):
        assert read("leak All is well.").text == "All is well."


def test_half_a_character_becomes_a_mark_and_moves_nothing(read: Read) -> None:
    report = read("half")
    assert report.text == "A half \ufffd stays."
    assert report.passages[0].quote == report.text


def test_a_heading_without_end_is_cut_where_every_sentence_carries_it(read: Read) -> None:
    assert read("section It rains.").passages[0].section == "H" * 2000


def test_front_matter_that_cannot_be_true_is_not_taken(read: Read) -> None:
    front = read("front Some text.").front
    assert (front.title, front.publisher, front.number) == (None, "A Publisher", "R 7")
    assert (front.date, front.url, front.authors) == (None, None, ())


def test_page_labels_that_cannot_be_printed_are_not_taken(read: Read) -> None:
    assert read("labels Some text.").page_labels == ("i", "", "", "1")


def test_drawn_spans_cells_and_omissions_reach_the_report(read: Read) -> None:
    report = read("marks Some text.")
    (passage,) = report.passages
    assert passage.drawn == ((0, 4),)
    assert passage.row == TableRow(
        "A title", (Cell(5, 9, "", "A head", (PageBox(1, (0, 0, 1, 1)),)),)
    )
    assert (report.page_count, report.omissions) == (2, (Omission("hidden", (1,), 3),))


@pytest.mark.parametrize(
    ("task", "error", "reason"),
    [
        ("scan", ScannedFile, r"Pages 1 and 2 of 2 could not be read: .* `pincite build --ocr`$"),
        ("part", UnreadableFile, r"can be read: An embedded document could not be read$"),
    ],
)
def test_a_file_without_text_is_refused_with_what_it_holds_instead(
    read: Read, task: str, error: type[UnreadableFile], reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason) as raised:
        read(task)
    assert type(raised.value) is error


@pytest.mark.parametrize("task", ["outside", "order"])
def test_marks_outside_their_block_and_pages_out_of_order_are_refused(
    read: Read, task: str
) -> None:
    with pytest.raises(UnreadableFile):
        read(f"{task} Some text.")


def test_leaving_the_sandbox_ends_its_children(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("text All is well.")
    with Sandbox(LIMITS, module="tests.corpus.sandbox.odd_process") as sandbox:
        sandbox.read(SourceFile(tmp_path / "a.pdf", "a.pdf", Source("a")))
        child = sandbox._idle.queue[0]._process
        started = time.monotonic()
    assert child.poll() is not None
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("doing", ["sleep", "spin", "wait for more"])
def test_a_child_ends_with_its_killed_parent_whatever_it_is_doing(
    tmp_path: Path, doing: str
) -> None:
    (tmp_path / "a.pdf").write_text(doing)
    command = [sys.executable, "-m", "tests.corpus.sandbox.read_one", str(tmp_path / "a.pdf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.kill()
    gone, _ = psutil.wait_procs([child], timeout=5)
    assert gone == [child]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM, errno.EAGAIN])
@pytest.mark.parametrize("refused", ["socket.socketpair", "os.pipe", "subprocess.Popen"])
def test_a_child_that_cannot_be_started_leaves_nothing_open_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(refused, refuse)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    with Sandbox(LIMITS) as sandbox:
        for _ in range(20):
            with pytest.raises(NotStarted, match=f"{os.strerror(number)}: .*PINCITE_JOBS"):
                sandbox.read(SourceFile(tmp_path / "a.pdf", "a.pdf", Source("a")))
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


@pytest.mark.parametrize(
    ("doing", "reason"),
    [
        ("spin", "too much memory or time to read: keep only the sheet with the questions"),
        ("sleep", "too much memory or time to read"),
        ("eat", "too much memory or time to read"),
        ("crash", r"reading the file crashed \(SIGSEGV\)"),
    ],
)
def test_whatever_a_workbook_does_gives_one_reason(doing: str, reason: str) -> None:
    limits = replace(WORKBOOK_LIMITS, read_cpu_seconds=1, read_wall_seconds=4)
    with (
        Sandbox(limits, module="tests.corpus.sandbox.odd_process") as sandbox,
        pytest.raises(UnreadableFile, match=reason),
    ):
        sandbox.workbook(doing.encode())


def test_a_workbook_and_a_report_are_read_by_the_same_child(sandbox: Sandbox, read: Read) -> None:
    assert read("text All is well.").text == "All is well."
    before = sandbox._idle.queue[0]
    assert sandbox.workbook(b"print").rows == [["question"], ["Is all well?"]] * 1000
    assert sandbox._idle.queue[0] is before
    assert read("text So it stays.").text == "So it stays."


def test_a_workbook_of_too_many_bytes_is_not_sent(sandbox: Sandbox) -> None:
    with pytest.raises(UnreadableFile, match="larger than 10,000 bytes"):
        sandbox.workbook(b"x" * 10_001)


def test_the_pages_of_a_file_are_told_while_it_is_read(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    path.write_text("pages 1/9 2/9 7/9")
    told: list[tuple[int, int]] = []
    file = SourceFile(path, "odd.pdf", Source("odd"))
    report = sandbox.read(file, lambda page, pages: told.append((page, pages)))
    assert told == [(1, 9), (2, 9), (7, 9)]
    assert report.text == "1/9 2/9 7/9"


@pytest.mark.parametrize("notes", ["2/9 2/9", "5/9 4/9", "10/9", "0/9", "1/1000001"])
def test_pages_out_of_order_are_an_invalid_result(read: Read, notes: str) -> None:
    with pytest.raises(UnreadableFile, match="an invalid result"):
        read(f"pages {notes}")
