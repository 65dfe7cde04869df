import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import NotStarted, UnreadableFile
from corpus.folder import SourceFile, find_files
from corpus.intake import read_all
from corpus.limits import Limits
from corpus.report import Report
from corpus.settings import load_settings

LIMITS = Limits.of(load_settings({}))


def read(
    corpus: Path, limits: Limits = LIMITS, jobs: int = 1
) -> list[tuple[SourceFile, Report | UnreadableFile]]:
    return list(read_all(find_files(corpus)[0], limits, jobs))


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Files of three formats, some of them unreadable."""
    for at in range(12):
        (tmp_path / f"{at:02}.txt").write_text(f"The ferry number {at} is late.")
        (tmp_path / f"{at:02}a.html").write_text(f"<h1>Ferry {at}</h1><p>It is late.</p>")
        (tmp_path / f"{at:02}b.md").write_text("" if at % 3 else f"# Boat {at}\n\nIt sank.\n")
    return tmp_path


def test_files_come_in_order_however_many_are_read_at_a_time(mixed: Path) -> None:
    alone, together = read(mixed), read(mixed, jobs=3)
    assert [file.path for file, _ in together] == sorted(path.name for path in mixed.iterdir())
    for (_, one), (_, other) in zip(alone, together, strict=True):
        assert one == other or str(one) == str(other)
    assert sum(isinstance(report, UnreadableFile) for _, report in together) == 8


def test_reading_can_be_left_before_its_end(mixed: Path) -> None:
    for file, _ in read_all(find_files(mixed)[0], LIMITS, jobs=3):
        if file.path == "03.txt":
            break
    assert file.path == "03.txt"


def test_what_the_catalog_states_goes_before_what_the_file_states(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<title>Of the page</title><h1>Of the page</h1><p>Text.</p>")
    (file,), _ = find_files(tmp_path)
    stated = replace(file, source=replace(file.source, title="Of the catalog"))
    titles = []
    for one in (file, stated):
        ((_, report),) = read_all([one], LIMITS, 1)
        assert isinstance(report, Report)
        titles.append((report.source.title, report.front.title, report.source.publisher))
    assert titles == [
        ("Of the page", "Of the page", None),
        ("Of the catalog", "Of the page", None),
    ]


@pytest.mark.parametrize(
    ("content", "limits", "reason"),
    [
        (" \n\t\n", LIMITS, "the file contains no text"),
        ("x" * 101, replace(LIMITS, max_file_bytes=100), "PINCITE_MAX_FILE_BYTES"),
        ("x" * 101, replace(LIMITS, max_text_chars=100), "PINCITE_MAX_TEXT_CHARS"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(
    tmp_path: Path, content: str, limits: Limits, reason: str
) -> None:
    (tmp_path / "a.txt").write_text(content)
    ((_, error),) = read(tmp_path, limits)
    assert isinstance(error, UnreadableFile)
    assert reason in str(error)


def test_a_file_that_goes_before_it_is_read_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html"):
        (tmp_path / name).write_text("<p>Text.</p>")
    files, _ = find_files(tmp_path)
    for file in files:
        file.location.unlink()
    for _, error in read_all(files, LIMITS, 1):
        assert "No such file" in str(error)


def test_a_thread_that_is_refused_is_named_with_the_way_out(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(NotStarted, match=r"can't start new thread: .*or lower PINCITE_JOBS"):
        read(mixed)
