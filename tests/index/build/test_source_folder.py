"""The index remembers its corpus: which folder, which options, which files."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import pincite
from corpus.errors import CorpusError, FilesNotRead
from corpus.files import file_sha256
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.build.corpus_record import FileState, read_files, read_record, remembered
from index.build.source_folder import CorpusChanges, corpus_changes
from index.store import open_index
from tests.fakes import BagOfWords

Build = Callable[..., BuildSummary]
LONG_AGO = 1_700_000_000


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "tram.txt").write_text("The tram stops at noon.\n")
    return folder


@pytest.fixture
def plain(settings: Settings) -> Settings:
    """The settings of a command without --corpus."""
    return load_settings({}, index=settings.index, reranker="none")


def settle(corpus: Path) -> None:
    """Give the files a time long ago, from which a change of time tells a change of content."""
    for path in corpus.rglob("*"):
        if path.is_file():
            os.utime(path, (LONG_AGO, LONG_AGO))


def changes(settings: Settings) -> CorpusChanges:
    view = open_index(settings.index)
    try:
        return corpus_changes(remembered(settings), view)
    finally:
        view.close()


def reports_of(index: Path) -> set[str]:
    view = open_index(index)
    try:
        return set(view.reports)
    finally:
        view.close()


def test_a_plain_build_reads_the_folder_of_the_last_build(build: Build, plain: Settings) -> None:
    assert remembered(plain).corpus == Path("corpus/reports")
    first = build()
    again = build_index(plain, BagOfWords())
    assert (again.up_to_date, again.generation) == (True, first.generation)


def test_another_folder_is_refused_until_it_is_told_to_replace(
    build: Build, settings: Settings, other: Path
) -> None:
    build()
    before = {path: path.read_bytes() for path in settings.index.rglob("*") if path.is_file()}
    with pytest.raises(CorpusError) as refused:
        build_index(replace(settings, corpus=other), BagOfWords())
    assert str(refused.value) == (
        f"the index in {settings.index} was built from {settings.corpus}, not from {other}: "
        "leave the folder out, choose another --index, or replace its reports with --replace"
    )
    after = {path: path.read_bytes() for path in settings.index.rglob("*") if path.is_file()}
    assert after == before
    build_index(replace(settings, corpus=other), BagOfWords(), replace=True)
    assert reports_of(settings.index) == {"tram"}
    plain = load_settings({}, index=settings.index)
    assert remembered(plain).corpus.samefile(other)


def test_the_same_folder_under_another_name_is_the_same(
    build: Build, settings: Settings, tmp_path: Path
) -> None:
    build()
    (tmp_path / "link").symlink_to(settings.corpus)
    assert build_index(replace(settings, corpus=tmp_path / "link"), BagOfWords()).up_to_date


def test_a_corpus_beside_its_index_is_found_after_both_have_moved(
    build: Build, settings: Settings, tmp_path: Path
) -> None:
    build()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for folder in (settings.corpus, settings.index):
        shutil.move(folder, moved / folder.name)
    plain = load_settings({}, index=moved / settings.index.name)
    assert remembered(plain).corpus == moved / settings.corpus.name
    assert build_index(plain, BagOfWords()).up_to_date


def test_a_corpus_far_from_its_index_is_recorded_as_it_stands(
    settings: Settings, tmp_path: Path
) -> None:
    far = replace(settings, index=tmp_path / "a" / "b" / "c" / "index")
    build_index(far, BagOfWords())
    record = read_record(far.index)
    assert record is not None
    assert Path(record.folder) == settings.corpus


def test_an_index_without_a_record_is_not_replaced_by_reports_from_elsewhere(
    build: Build, settings: Settings, other: Path
) -> None:
    """An index of an earlier version has no record."""
    build()
    (settings.index / "corpus.json").unlink()
    assert build_index(settings, BagOfWords()).up_to_date  # it holds the files of this folder
    (settings.index / "corpus.json").unlink()
    with pytest.raises(CorpusError, match="holds reports that are not in"):
        build_index(replace(settings, corpus=other), BagOfWords())
    assert reports_of(settings.index) == {"ferry", "notes/harbor"}


def test_a_missing_folder_is_named_with_both_ways_out(
    build: Build, settings: Settings, plain: Settings
) -> None:
    build()
    settings.corpus.rename(settings.corpus.with_name("moved"))
    with pytest.raises(CorpusError) as refused:
        build_index(plain, BagOfWords())
    assert str(refused.value) == (
        f"the folder {settings.corpus}, from which the index in {settings.index} was built, does "
        "not exist any more: put it back, or name its new place with --corpus DIR --replace"
    )
    there = replace(settings, corpus=settings.corpus.with_name("moved"))
    assert build_index(there, BagOfWords(), replace=True).up_to_date
    assert remembered(plain).corpus.samefile(there.corpus)


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "\xff", "[" * 100_000, '{"folder": 1, "strict": 0, "options": {}}',
        '{"folder": "x", "strict": false, "options": {"max_file_bytes": -1}}',
        '{"folder": "x", "strict": false, "options": {"api_key": 1}}',
    ],
)  # fmt: skip
def test_a_damaged_record_is_named_and_a_build_that_states_the_folder_mends_it(
    build: Build, settings: Settings, plain: Settings, content: str
) -> None:
    build()
    path = settings.index / "corpus.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(CorpusError, match=f"{path}, which states the corpus of the index, cannot"):
        remembered(plain)
    with pytest.raises(CorpusError, match="delete it, and build with --corpus DIR"):
        build_index(plain, BagOfWords())
    build_index(settings, BagOfWords())
    assert remembered(plain).corpus.samefile(settings.corpus)


def test_the_options_of_a_build_are_those_of_the_next_one(
    settings: Settings, plain: Settings, corpus: Path
) -> None:
    wide = load_settings({"PINCITE_MAX_SENTENCE_CHARS": "300"}, corpus=corpus, index=settings.index)
    build_index(wide, BagOfWords(), strict=True)
    assert remembered(plain).max_sentence_chars == 300
    assert build_index(plain, BagOfWords()).up_to_date
    (corpus / "empty.pdf").write_bytes(b"")
    with pytest.raises(FilesNotRead):
        build_index(plain, BagOfWords())
    assert len(build_index(plain, BagOfWords(), strict=False).failed) == 1
    # What the environment states goes before, and is remembered from then on.
    usual = load_settings({"PINCITE_MAX_SENTENCE_CHARS": "4000"}, index=settings.index)
    build_index(usual, BagOfWords())
    assert remembered(plain).max_sentence_chars == 4000


def test_changes_of_the_corpus_are_counted_and_named(
    build: Build, settings: Settings, plain: Settings, corpus: Path
) -> None:
    for number in range(3):
        (corpus / f"more{number}.txt").write_text(f"Pier {number} is closed.\n")
    settle(corpus)
    build()
    assert changes(plain) == CorpusChanges(corpus)
    assert changes(plain).sentence is None
    (corpus / "new.txt").write_text("A new pier opens.\n")
    (corpus / "page.html").write_text("<p>Another.</p>")
    (corpus / "picture.png").write_bytes(b"no report")
    (corpus / "ferry.txt").write_text("The ferry leaves at ten.\n")
    (corpus / "more1.txt").unlink()
    found = changes(plain)
    assert found == CorpusChanges(
        corpus, None, ("new.txt", "page.html"), ("ferry.txt",), ("more1.txt",)
    )
    assert found.sentence == "2 files new, 1 changed, 1 gone since this index was built"
    (corpus / "ferry.txt").unlink()
    (corpus / "new.txt").unlink()
    (corpus / "page.html").unlink()
    assert changes(plain).sentence == "2 files gone since this index was built"
    build_index(plain, BagOfWords())
    assert changes(plain).sentence is None


def test_a_file_of_the_same_size_and_time_is_not_hashed_and_any_other_is(
    build: Build, plain: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(corpus)
    build()
    hashed: list[str] = []

    def counted(path: Path) -> str:
        hashed.append(path.name)
        return file_sha256(path)

    monkeypatch.setattr("index.build.corpus_record.file_sha256", counted)
    assert changes(plain).sentence is None
    assert hashed == []
    os.utime(corpus / "ferry.txt")  # touched, and unchanged
    assert changes(plain).sentence is None
    assert hashed == ["ferry.txt"]
    hashed.clear()
    ferry = (corpus / "ferry.txt").read_text()
    (corpus / "ferry.txt").write_text(ferry.replace("nine", "five"))  # the same size
    assert changes(plain).changed == ("ferry.txt",)
    assert hashed == ["ferry.txt"]


def test_a_changed_file_is_hashed_by_the_first_of_many_comparisons(
    build: Build, plain: Settings, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(corpus)
    build()
    (corpus / "ferry.txt").write_text("The ferry leaves at ten.\n")
    os.utime(corpus / "ferry.txt", (LONG_AGO + 9, LONG_AGO + 9))
    hashes: list[str] = []

    def counted(path: Path) -> str:
        hashes.append(path.name)
        return file_sha256(path)

    monkeypatch.setattr("index.build.corpus_record.file_sha256", counted)
    view, known = open_index(plain.index), dict[str, FileState]()
    for _ in range(3):
        assert corpus_changes(remembered(plain), view, known).changed == ("ferry.txt",)
    assert hashes == ["ferry.txt"]
    (corpus / "ferry.txt").write_text("The ferry leaves at two.\n")  # a moment ago: not relied on
    for _ in range(2):
        assert corpus_changes(remembered(plain), view, known).changed == ("ferry.txt",)
    assert hashes == ["ferry.txt"] * 3
    view.close()


def test_a_file_that_changes_right_after_a_build_is_found(
    build: Build, plain: Settings, corpus: Path
) -> None:
    """A file system may give both versions the same time."""
    build()
    path = corpus / "ferry.txt"
    state = path.stat()
    path.write_text(path.read_text().replace("nine", "five"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert changes(plain).changed == ("ferry.txt",)


def test_a_change_of_the_catalog_is_a_change(build: Build, plain: Settings, corpus: Path) -> None:
    settle(corpus)
    build()
    catalog = corpus / "catalog.toml"
    catalog.write_text('[[report]]\nfile = "ferry.txt"\ntitle = "Ferries"\n')
    assert changes(plain).new == ("catalog.toml",)
    build_index(plain, BagOfWords())
    assert changes(plain).sentence is None
    catalog.write_text('[[report]]\nfile = "ferry.txt"\ntitle = "Boats"\n')
    assert changes(plain).changed == ("catalog.toml",)
    catalog.unlink()
    assert changes(plain).gone == ("catalog.toml",)


def test_a_file_that_could_not_be_read_is_no_change_until_it_changes(
    build: Build, plain: Settings, corpus: Path
) -> None:
    broken = corpus / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 broken")
    settle(corpus)
    assert len(build().failed) == 1
    assert changes(plain).sentence is None
    broken.write_bytes(b"%PDF-1.4 broken in another way")
    assert changes(plain).changed == ("broken.pdf",)


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"ferry.txt": 1}'])
def test_without_the_states_of_files_the_hashes_tell(
    build: Build, settings: Settings, plain: Settings, corpus: Path, content: str
) -> None:
    settle(corpus)
    build()
    (settings.index / ".files").write_text(content)
    assert read_files(settings.index) == {}
    assert changes(plain).sentence is None
    (corpus / "ferry.txt").write_text("The ferry leaves at ten.\n")
    assert changes(plain).changed == ("ferry.txt",)


def test_a_corpus_that_cannot_be_compared_is_a_problem_not_a_change(
    build: Build, plain: Settings, corpus: Path
) -> None:
    build()
    (corpus / "catalog.toml").write_text("not TOML")
    assert "catalog.toml" in (changes(plain).problem or "")
    shutil.rmtree(corpus)
    assert changes(plain) == CorpusChanges(
        corpus, f"the corpus folder {corpus} does not exist any more"
    )


def test_python_builds_refuse_another_folder_as_well(
    build: Build, settings: Settings, other: Path
) -> None:
    build()
    with pytest.raises(pincite.PinciteError, match="was built from"):
        pincite.build(other, settings.index)


def test_the_record_is_json_that_a_person_can_read(build: Build, settings: Settings) -> None:
    build()
    content = json.loads((settings.index / "corpus.json").read_text())
    assert content == {"folder": "../corpus", "options": {}, "strict": False}
