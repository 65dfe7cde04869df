"""The SQLite file of reports and passages."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.omissions import Omission
from corpus.report import Front, Report, Source
from corpus.text.display import Style
from index.store.local.passages import PassageStore, PassageWriter


@pytest.fixture
def report() -> Report:
    source = Source("a", "A title", "Ann", "R 1", "2005-09", authors=("Bo Lee", "Orr, Cy, Jr."))
    front = Front(authors=("Dee Ash",), url="https://x.example/1")
    left_out = (Omission("no_text", (2, 3), 2), Omission("part", part="a chart"))
    return Report(
        source, "a.pdf", "0" * 64, "", "1" * 64, front, (), ("", "i", "1"), 3, left_out, (1,)
    )


def written(path: Path, report: Report) -> Path:
    writer = PassageWriter(path)
    writer.add(report, Style(), [])
    writer.finish()
    return path


def test_a_report_is_read_as_it_was_written(tmp_path: Path, report: Report) -> None:
    store = PassageStore(written(tmp_path / "passages.sqlite", report), ())
    assert store.report("a") == report
    assert store.reports["a"].page_labels == ("", "i", "1")
    store.close()


def test_a_file_of_a_former_format_lacks_what_later_formats_added(
    tmp_path: Path, report: Report
) -> None:
    path = written(tmp_path / "passages.sqlite", report)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in ("authors", "page_labels", "page_count", "omissions", "ocr_pages"):
            connection.execute(f"ALTER TABLE reports DROP COLUMN {name}")
        connection.execute("ALTER TABLE passages DROP COLUMN marks")
        connection.execute(
            'UPDATE reports SET front = \'{"title": null, "publisher": null, '
            '"number": null, "date": null}\''
        )
    store = PassageStore(path, ())
    source = replace(report.source, authors=())
    assert store.report("a") == replace(
        report, source=source, front=Front(),
        page_labels=(), page_count=0, omissions=(), ocr_pages=(),
    )  # fmt: skip
    store.close()
