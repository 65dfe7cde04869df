"""OCR runs outside, under limits, beside no source file; its text is checked like any other."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from corpus.errors import ScannedFile, SettingError, UnreadableFile
from corpus.folder import SourceFile
from corpus.intake import read_report
from corpus.limits import Limits
from corpus.omissions import Omission
from corpus.report import Report, Source
from corpus.sandbox.ocr import Ocr
from corpus.sandbox.parent import Sandbox
from corpus.settings import load_settings
from tests.corpus.scans import LEASE, NOTHING, calls, scanned, stand_in, with_text_layer

pytestmark = pytest.mark.slow
LIMITS = Limits.of(load_settings({}))
Read = Callable[..., Report]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        yield made


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of programs that is looked through first."""
    folder = tmp_path / "programs"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Read:
    """Reads a file of a corpus with OCR and settings of the test's own."""

    def run(content: bytes, found: Report | None = None, **chosen: object) -> Report:
        path = tmp_path / "corpus" / "scan.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        file = SourceFile(path, "scan.pdf", Source("scan"))
        settings = load_settings({}, ocr=True, **{"cache": tmp_path / "cache", **chosen})
        ocr = Ocr.of(settings)
        assert ocr is not None
        if found is None:
            return read_report(file, LIMITS, sandbox, ocr=ocr)
        return ocr.read(file, found, LIMITS, sandbox)

    return run


def test_a_scan_is_read_by_ocr_and_its_source_file_stays_as_it_is(
    programs: Path, read: Read, tmp_path: Path
) -> None:
    log = stand_in(programs, with_text_layer(LEASE, "It was signed in 1990."))
    content = scanned(NOTHING, NOTHING)
    report = read(content)
    assert [passage.quote for passage in report.passages] == [LEASE, "It was signed in 1990."]
    assert all(report.text[one.start : one.end] == one.quote for one in report.passages)
    assert [passage.pages for passage in report.passages] == [(1, 1), (2, 2)]
    assert (report.ocr_pages, report.omissions, report.page_count) == ((1, 2), (), 2)
    assert report.source_sha256 == hashlib.sha256(content).hexdigest()
    (path,) = (tmp_path / "corpus").iterdir()
    assert path.read_bytes() == content
    (call,) = calls(log)
    assert call.startswith("--quiet --force-ocr --output-type pdf")
    assert "--pages" not in call


def test_without_ocr_a_scan_is_refused_with_the_command_that_reads_it(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(NOTHING))
    with pytest.raises(ScannedFile, match=r"no text.*`pincite build --ocr`"):
        read_report(SourceFile(path, "scan.pdf", Source("scan")), LIMITS, sandbox)


def partly(read: Read, programs: Path) -> Report:
    """Return a report of four pages, of which two could not be read."""
    stand_in(programs, with_text_layer("One page.", "Two.", "Three.", "Four."))
    report = read(scanned(NOTHING))
    return replace(
        report, ocr_pages=(), omissions=(Omission("no_text", (2, 3), 2), Omission("hidden", (1,)))
    )


def test_only_the_pages_that_cannot_be_read_go_through_ocr(programs: Path, read: Read) -> None:
    found = partly(read, programs)
    log = stand_in(programs, with_text_layer("One page.", LEASE, "Three.", "Four."))
    report = read(scanned(NOTHING, number=2), found)
    assert report.ocr_pages == (2, 3)
    assert LEASE in report.text
    assert "--pages 2-3" in calls(log)[-1]


def test_a_second_reading_runs_no_ocr_and_another_file_does(programs: Path, read: Read) -> None:
    log = stand_in(programs, with_text_layer(LEASE))
    first = read(scanned(NOTHING))
    assert read(scanned(NOTHING)) == first
    assert len(calls(log)) == 1
    read(scanned(NOTHING, number=2))
    assert len(calls(log)) == 2
    read(scanned(NOTHING, number=2), cache=Path("none"))
    assert len(calls(log)) == 3


def test_the_kept_results_take_no_more_space_than_the_setting_says(
    programs: Path, read: Read, tmp_path: Path
) -> None:
    result = with_text_layer(LEASE)
    stand_in(programs, result)
    for number in range(4):
        read(scanned(NOTHING, number=number), ocr_cache_bytes=2 * len(result) + 600)
    assert len(list((tmp_path / "cache" / "ocr").iterdir())) == 2


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("echo 'page 1: no engine' >&2; exit 3", r"exit code 3: page 1: no engine"),
        ("exit 15", r"ocrmypdf ended with exit code 15$"),
        ("exit 0", r"ocrmypdf ended with exit code 0$"),
        ("printf '\\033[31mred\\n' >&2; exit 2", r"exit code 2: \[31mred$"),
        ("kill -SEGV $$", r"exit code -11"),
        ("sleep 60", r"takes longer than 1 s: split the file, or raise PINCITE_OCR_SECONDS"),
        ("ulimit -v | grep -qx 65536 && exit 9", r"exit code 9"),
    ],
)
def test_whatever_ocr_does_gives_one_reason_and_the_pages_stay_unread(
    programs: Path, read: Read, deed: str, reason: str
) -> None:
    found = partly(read, programs)
    stand_in(programs, with_text_layer(LEASE), deed)
    limits = {"ocr_seconds": 1, "ocr_memory_bytes": 2**26}
    content = scanned(NOTHING, number=3)
    with pytest.raises(UnreadableFile, match=f"no text.*OCR failed: .*{reason}"):
        read(content, **limits)
    report = read(content, found, **limits)
    assert replace(report, omissions=found.omissions) == found
    unread, hidden = report.omissions
    assert (unread.pages, hidden.part) == ((2, 3), "")
    assert unread.part.startswith("OCR failed: ocrmypdf")


def test_ocr_that_takes_too_long_ends_with_all_that_it_started(
    programs: Path, read: Read, tmp_path: Path
) -> None:
    stand_in(programs, b"", f"sleep 61 & echo $! > '{tmp_path}/child'; wait")
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="takes longer than 1 s"):
        read(scanned(NOTHING), ocr_seconds=1)
    assert time.monotonic() - started < 30
    assert has_ended(int((tmp_path / "child").read_text()))


def has_ended(child: int) -> bool:
    """Return whether a process ends within some seconds; nobody may reap it here."""
    until = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != "zombie":
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


_KILLED = """
import sys, tempfile, pathlib
from corpus.sandbox.ocr import Ocr
from corpus.settings import load_settings
ocr = Ocr(load_settings({}, ocr=True))
ocr._run(sys.argv[1], (), pathlib.Path(tempfile.mkdtemp(dir=sys.argv[2])))
"""


def test_ocr_ends_with_the_process_that_started_it(programs: Path, tmp_path: Path) -> None:
    stand_in(programs, b"", f"sleep 62 & echo $! > '{tmp_path}/new'; mv '{tmp_path}/new' "
                            f"'{tmp_path}/child'; wait")  # fmt: skip
    command = [sys.executable, "-c", _KILLED, str(programs / "ocrmypdf"), str(tmp_path)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as process:
        until = time.monotonic() + 20
        while not (tmp_path / "child").exists() and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
    assert has_ended(int((tmp_path / "child").read_text()))


def test_ocr_sees_no_key_and_works_in_a_folder_that_is_gone_afterwards(
    programs: Path, read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PINCITE_API_KEY", "secret")
    told = tmp_path / "told"
    stand_in(programs, with_text_layer(LEASE), f"(env; pwd -P) > '{told}'")
    read(scanned(NOTHING))
    assert "secret" not in told.read_text()
    work = Path(told.read_text().splitlines()[-1])
    assert "pincite-ocr-" in work.name
    assert not work.exists()


def test_a_page_on_which_ocr_finds_nothing_is_said_to_have_no_text(
    programs: Path, read: Read
) -> None:
    found = partly(read, programs)
    stand_in(programs, scanned(NOTHING, NOTHING, NOTHING, NOTHING))
    report = read(scanned(NOTHING, number=4), found)
    assert report.omissions[0].part.startswith("OCR failed: the file has no text layer")


def test_a_missing_program_is_named_with_the_way_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SettingError, match=r"ocrmypdf.*not installed: install it.*--no-ocr"):
        Ocr.of(load_settings({}, ocr=True))
    assert Ocr.of(load_settings({})) is None


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_the_real_program_reads_a_picture_of_words(sandbox: Sandbox, tmp_path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1700, 400), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((100, 100), LEASE, fill=0, font=ImageFont.load_default(60))
    path = tmp_path / "picture.pdf"
    picture.save(path, resolution=200)
    ocr = Ocr.of(load_settings({}, ocr=True, cache=tmp_path / "cache"))
    report = read_report(SourceFile(path, "picture.pdf", Source("p")), LIMITS, sandbox, ocr=ocr)
    assert "north pier" in report.text
    assert report.ocr_pages == (1,)
