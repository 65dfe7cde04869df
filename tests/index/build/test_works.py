"""Files of one work are grouped by what they say, whatever the order of the files."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.report import Source
from corpus.settings import Settings
from index.build.build import BuildSummary
from index.build.works import File, group_works
from index.store import local_store, open_index
from index.works import Edition, Work
from tests.twins import (
    NEW_DATE,
    OLD_DATE,
    entry,
    markdown,
    pdf,
    write_editions,
    write_twins,
)

Build = Callable[..., BuildSummary]
HUNDRED = [f"sentence {at}" for at in range(100)]


def other(share: float, salt: str = "x") -> list[str]:
    """Return a hundred sentences, of which this share are of ``HUNDRED``."""
    kept = round(share * 100)
    return [*HUNDRED[:kept], *(f"{salt} {at}" for at in range(100 - kept))]


def file(path: str, **about: Any) -> File:
    return File(replace(Source(path), **about), path, path.endswith(".pdf"))


def works(texts: Mapping[File, Sequence[str]]) -> tuple[Work, ...]:
    """Return the works of files with these sentences; their order does not matter."""
    said = {one.source.id: [text.encode() for text in texts[one]] for one in texts}
    files = list(texts)
    expected = group_works(files, said.__getitem__)
    for seed in range(5):
        random.Random(seed).shuffle(files)
        assert group_works(files, said.__getitem__) == expected
    return expected


def files_of(texts: Mapping[File, Sequence[str]]) -> list[tuple[str, ...]]:
    return [work.files for work in works(texts)]


@pytest.mark.parametrize(
    ("share", "one_work"), [(1.0, True), (0.8, True), (0.6, True), (0.59, False), (0.39, False)]
)
@pytest.mark.parametrize("what", ["number", "title"])
def test_two_formats_are_one_work_from_the_limit_on(
    what: str, share: float, one_work: bool
) -> None:
    first = file("a.pdf", date="2026-04-09", **{what: "IF 13199"})
    second = file("b.md", **{what: "if-13199"})
    expected = [("a.pdf", "b.md")] if one_work else []
    assert files_of({first: HUNDRED, second: other(share)}) == expected


def test_a_summary_of_a_report_is_another_work() -> None:
    first, second = file("a.pdf", number="IF13199"), file("b.html", number="IF13199")
    assert files_of({first: HUNDRED, second: HUNDRED[:39]}) == []
    assert files_of({first: HUNDRED, second: HUNDRED[:41]}) == [("a.pdf", "b.html")]


def test_files_of_one_name_need_no_number_or_title() -> None:
    first, second = file("in/a.pdf"), file("in/A.html")
    assert files_of({first: HUNDRED, second: other(0.9)}) == [("in/a.pdf", "in/A.html")]
    elsewhere = file("out/a.html")
    assert files_of({first: HUNDRED, elsewhere: HUNDRED}) == []


def test_reports_with_other_numbers_are_other_works() -> None:
    first, second = (
        file("a.pdf", title="Final Report", number="1"),
        file("b.md", title="Final Report", number="2"),
    )
    assert files_of({first: HUNDRED, second: HUNDRED}) == []


def test_two_files_of_one_format_are_one_work_only_as_copies() -> None:
    first, second = file("a.pdf", title="Tax"), file("b.pdf", title="Tax")
    assert files_of({first: HUNDRED, second: other(0.98)}) == [("a.pdf", "b.pdf")]
    assert files_of({first: HUNDRED, second: other(0.97)}) == []
    assert files_of({first: HUNDRED, second: HUNDRED[:97]}) == []


@pytest.mark.parametrize(
    ("day", "share", "one_work"),
    [
        ("2026-04-09", 0.6, True),
        ("2026-04", 0.6, True),
        ("2026", 0.6, True),
        ("2026-04-10", 0.97, False),
        ("2026-04-10", 0.98, True),
    ],
)
def test_files_with_other_dates_are_one_work_only_as_copies(
    day: str, share: float, one_work: bool
) -> None:
    first = file("a.pdf", number="IF13199", date="2026-04-09")
    second = file("b.html", number="IF13199", date=day)
    found = works({first: HUNDRED, second: other(share)})
    assert [work.files for work in found] == (
        [("a.pdf", "b.html")] if one_work else [("a.pdf",), ("b.html",)]
    )


def test_two_files_of_one_format_with_other_dates_are_editions_even_as_copies() -> None:
    first = file("a.pdf", number="RL34498", publisher="CRS", date="2025-01-01")
    second = file("b.pdf", number="RL34498", date="2026-01-01")
    for share in (0, 0.8, 1):
        newer, older = Edition("b.pdf", "2026-01-01"), Edition("a.pdf", "2025-01-01")
        found = works({first: HUNDRED, second: other(share)})
        assert found == (Work(("a.pdf",), (newer, older)), Work(("b.pdf",), (newer, older)))
        assert (found[0].newer, found[0].older) == (newer, ())
        assert (found[1].newer, found[1].older) == (None, (older,))


def test_editions_without_a_number_share_the_title_and_half_of_the_sentences() -> None:
    first = file("a.pdf", title="Annual Report", date="2025-01-01")
    second = file("b.pdf", title="Annual Report", date="2026-01-01")
    assert works({first: HUNDRED, second: other(0.49)}) == ()
    assert len(works({first: HUNDRED, second: other(0.5)})) == 2


def test_a_number_of_two_publishers_names_no_editions() -> None:
    first = file("a.pdf", number="2026-1", publisher="Ann", date="2025-01-01")
    second = file("b.pdf", number="2026-1", publisher="Bo", date="2026-01-01")
    assert works({first: HUNDRED, second: other(0.4)}) == ()


def test_an_undated_file_joins_the_edition_that_it_shares_most_with() -> None:
    old = file("old.pdf", number="R1", date="2025-01-01")
    new = file("new.pdf", number="R1", date="2026-01-01")
    web = file("web.html", number="R1")
    found = works({old: HUNDRED, new: other(0.8), web: other(0.8)[:95]})
    assert [work.files for work in found] == [("new.pdf", "web.html"), ("old.pdf",)]
    assert found[0].older == (Edition("old.pdf", "2025-01-01"),)


def test_a_work_is_dated_by_the_first_of_its_files_that_has_a_date() -> None:
    first = file("a.pdf", number="R1")
    web = file("a.html", number="R1", date="2025-01-01")
    newer = file("b.html", number="R1", date="2026-01-01")
    found = works({first: HUNDRED, web: other(0.9), newer: other(0.2, "y")})
    editions = (Edition("b.html", "2026-01-01"), Edition("a.pdf", "2025-01-01"))
    assert found == (Work(("a.pdf", "a.html"), editions), Work(("b.html",), editions))


def test_a_file_with_pages_publisher_and_date_is_cited_first() -> None:
    about: dict[str, Any] = {"number": "R1", "title": "Tax"}
    files = [
        File(
            replace(Source("e"), **about, publisher="CRS", date="2026-01-01"), "e.pdf", paged=True
        ),
        File(replace(Source("d"), **about, publisher="CRS"), "d.html", paged=True),
        File(replace(Source("c"), **about, date="2026-01-01"), "c.docx", paged=True),
        File(
            replace(Source("b"), **about, publisher="CRS", date="2026-01-01"), "b.md", paged=False
        ),
        File(replace(Source("a"), **about), "a.txt", paged=False),
    ]
    assert files_of(dict.fromkeys(files, HUNDRED)) == [("e", "d", "c", "b", "a")]


def test_a_title_of_very_many_reports_names_no_work() -> None:
    files = [file(f"{at}.{'md' if at % 2 else 'pdf'}", title="Untitled 1") for at in range(51)]
    assert works(dict.fromkeys(files, HUNDRED)) == ()
    assert len(files_of(dict.fromkeys(files[1:], HUNDRED))) == 1


def test_a_build_finds_a_twin_and_loses_it_with_the_file(
    corpus: Path, settings: Settings, build: Build
) -> None:
    write_twins(corpus)
    build()
    view = open_index(settings.index)
    twins = Work(("bay.pdf", "bay.md"))
    assert view.manifest.works == (twins,)
    assert {name: one.work for name, one in view.reports.items()} == {
        "bay.md": twins,
        "bay.pdf": twins,
        "ferry": Work(("ferry",)),
        "notes/harbor": Work(("notes/harbor",)),
    }
    (corpus / "bay.md").unlink()
    summary = build()
    assert summary.embedded == 0
    assert open_index(settings.index).manifest.works == ()


def test_a_build_that_changes_one_file_groups_as_a_build_of_all_files(
    corpus: Path, settings: Settings, build: Build, tmp_path: Path
) -> None:
    write_twins(corpus)
    build()
    write_editions(corpus)
    changed = build()
    assert changed.unchanged == 4
    works_of_change = open_index(settings.index).manifest.works
    settings.index.rename(tmp_path / "before")
    build()
    editions = (Edition("bay.pdf", NEW_DATE), Edition("old", OLD_DATE))
    assert open_index(settings.index).manifest.works == works_of_change
    assert works_of_change == (Work(("bay.pdf", "bay.md"), editions), Work(("old",), editions))


def test_a_change_of_the_catalog_alone_groups_anew(
    corpus: Path, settings: Settings, build: Build
) -> None:
    (corpus / "bay.pdf").write_bytes(pdf())
    (corpus / "web.md").write_text(markdown())
    (corpus / "catalog.toml").write_text('[[report]]\nfile = "bay.pdf"\ntitle = "Boats"\n')
    build()
    assert open_index(settings.index).manifest.works == ()
    (corpus / "catalog.toml").write_text(entry("bay.pdf", NEW_DATE))
    build()
    assert open_index(settings.index).manifest.works == (Work(("bay", "web")),)


@pytest.mark.parametrize("version", [4, 5])
def test_an_index_from_before_works_has_none(
    settings: Settings, build: Build, corpus: Path, version: int
) -> None:
    write_twins(corpus)
    generation = build().generation
    path = settings.index / generation / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["works"]
    path.write_text(json.dumps({**content, "format": version, "fingerprint": "0" * 64}))
    local_store(settings.index).promote(generation)
    view = open_index(settings.index)
    assert view.manifest.works == ()
    assert all(one.work == Work((name,)) for name, one in view.reports.items())
    assert build().embedded == 0
    assert open_index(settings.index).manifest.works == (Work(("bay.pdf", "bay.md")),)
