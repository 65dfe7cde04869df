"""The SQLite file of reports and passages."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.omissions import Omission
from corpus.quotes.anchors import anchors_of
from corpus.report import Front, Passage, Report, Source
from corpus.text.display import Style
from index.store.local.passage_writer import PassageWriter
from index.store.local.passages import PassageStore
from index.types import Key


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
    writer.add(report, Style(), [b""] * len(report.passages), anchors_of(report.passages))
    writer.finish()
    return path


def test_a_report_is_read_as_it_was_written(tmp_path: Path, report: Report) -> None:
    store = PassageStore(written(tmp_path / "passages.sqlite", report), ())
    assert store.report("a") == report
    assert store.reports["a"].page_labels == ("", "i", "1")
    store.close()


def test_a_text_with_a_nul_is_read_whole_and_in_slices(tmp_path: Path, report: Report) -> None:
    text = "The fer\0ry leaves at nine\0."
    store = PassageStore(written(tmp_path / "one.sqlite", replace(report, text=text)), ())
    assert store.report("a").text == text
    for start, end in [(0, None), (0, 5), (4, 12), (12, None), (12, 10**9), (9, 9), (9, 3)]:
        assert store.text("a", start, end) == text[start:end]
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


def test_the_anchors_of_a_file_of_a_former_format_are_made_from_its_sentences(
    tmp_path: Path, report: Report
) -> None:
    quotes = ("The ferry leaves.", "It rains.", "The ferry leaves.")
    sentences = tuple(
        Passage("a", at, 0, len(quote), quote, (1, 1)) for at, quote in enumerate(quotes, 1)
    )
    path = written(tmp_path / "passages.sqlite", replace(report, passages=sentences))
    anchors = anchors_of(sentences)
    store = PassageStore(path, ())
    assert [one.anchor for one in store.sentences("a")] == store.anchors("a") == anchors
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP INDEX anchors")
        connection.execute("ALTER TABLE passages DROP COLUMN anchor")
    store = PassageStore(path, ())
    assert tuple(store.sentences("a")) == sentences
    assert store.anchors("a") == anchors
    assert store.same_sentence(anchors[2]) == [Key("a", 1), Key("a", 3)]
    store.close()
