import errno
import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.folder import find_files
from tests.conftest import REPORTS


def found(corpus: Path) -> dict[str, str]:
    return {file.source.id: file.path for file in find_files(corpus)[0]}


def reasons(corpus: Path) -> dict[str, str]:
    return {failure.path: failure.reason for failure in find_files(corpus)[1]}


def write(corpus: Path, *paths: str) -> Path:
    for path in paths:
        (corpus / path).parent.mkdir(parents=True, exist_ok=True)
        (corpus / path).write_text("A sentence.")
    return corpus


def test_our_report_is_known_from_its_catalog() -> None:
    (file,), failures = find_files(REPORTS)
    assert failures == []
    assert (file.source.id, file.source.title) == ("us-japan-alliance", "The U.S.-Japan Alliance")
    assert (file.source.number, file.source.date) == ("RL33740", "2016-02-09")
    assert file.source.publisher == "Congressional Research Service"


@pytest.mark.parametrize(
    ("stated", "date"),
    [("2016-02-09", "2016-02-09"), ("'2016-02'", "2016-02"), ("'2016'", "2016"), ("2016", "2016"),
     ("2016-02-09T10:00:00", "2016-02-09")],
)  # fmt: skip
def test_a_catalog_states_a_day_a_month_or_a_year(tmp_path: Path, stated: str, date: str) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "catalog.toml").write_text(f"[[report]]\nfile = 'a.txt'\ndate = {stated}\n")
    ((file,), _) = find_files(tmp_path)
    assert file.source.date == date


def test_a_catalog_states_authors_in_order(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "catalog.toml").write_text(
        "[[report]]\nfile = 'a.txt'\nauthors = ['van Dam, Bo', ' Ann Lee']\n"
    )
    ((file,), _) = find_files(tmp_path)
    assert file.source.authors == ("van Dam, Bo", "Ann Lee")


@pytest.mark.parametrize("stated", ["'b'", "['b']", "[' b ', 'b']"])
def test_a_catalog_states_what_a_report_supersedes(tmp_path: Path, stated: str) -> None:
    write(tmp_path, "a.txt", "b.txt")
    (tmp_path / "catalog.toml").write_text(f"[[report]]\nfile='a.txt'\nsupersedes={stated}\n")
    newer, older = find_files(tmp_path)[0]
    assert (newer.supersedes, older.supersedes) == (("b",), ())


def test_an_id_is_the_lower_cased_path_without_its_ending(tmp_path: Path) -> None:
    write(tmp_path, "doc00001.txt", "A/B/Doc.TXT")
    assert found(tmp_path) == {"doc00001": "doc00001.txt", "a/b/doc": "A/B/Doc.TXT"}


def test_files_that_would_share_an_id_keep_their_ending(tmp_path: Path) -> None:
    write(tmp_path, "twin.md", "twin.pdf", "doc.txt", "doc.TXT", "other.html")
    assert found(tmp_path) == {
        "doc.txt": "doc.TXT",
        "other": "other.html",
        "twin.md": "twin.md",
        "twin.pdf": "twin.pdf",
    }
    assert reasons(tmp_path) == {
        "doc.txt": "the report id is also that of doc.TXT: rename one of the files"
    }


def test_hidden_files_are_passed_over_and_other_kinds_are_named(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".hidden.txt", ".git/b.txt", "c.odt", "README")
    assert list(found(tmp_path)) == ["a"]
    assert set(reasons(tmp_path)) == {"c.odt", "README"}


NFC, NFD = "r\u00e9sum\u00e9", "re\u0301sume\u0301"


@pytest.mark.parametrize("on_disk", [NFC, NFD])
@pytest.mark.parametrize("typed", [NFC, NFD])
def test_an_entry_and_an_id_fit_a_file_however_its_accents_are_encoded(
    tmp_path: Path, on_disk: str, typed: str
) -> None:
    write(tmp_path, f"{on_disk}/{on_disk}.txt", f"{on_disk}.txt")
    entry = f"[[report]]\nfile = '{typed}.txt'\ntitle = 'Life'\n"
    (tmp_path / "catalog.toml").write_text(entry, encoding="utf-8")
    assert found(tmp_path) == {NFC: f"{on_disk}.txt", f"{NFC}/{NFC}": f"{on_disk}/{on_disk}.txt"}
    assert reasons(tmp_path) == {}
    (first, _), _ = find_files(tmp_path)
    assert first.source.title == "Life"


def test_an_id_of_the_catalog_is_composed_and_a_file_has_one_entry(tmp_path: Path) -> None:
    write(tmp_path, f"{NFD}.txt")
    entry = f"[[report]]\nfile = '{NFC}.txt'\nid = 'x/{NFD}'\n"
    (tmp_path / "catalog.toml").write_text(entry, encoding="utf-8")
    assert list(found(tmp_path)) == [f"x/{NFC}"]
    (tmp_path / "catalog.toml").write_text(entry + entry.replace(NFC, NFD), encoding="utf-8")
    with pytest.raises(CorpusError, match="has two tables"):
        find_files(tmp_path)


def test_two_files_that_differ_in_the_encoding_of_their_names_are_one_report_and_one_reason(
    tmp_path: Path,
) -> None:
    write(tmp_path, f"{NFC}.txt", f"{NFD}.txt")
    ((report_id, first),) = found(tmp_path).items()
    ((other, reason),) = reasons(tmp_path).items()
    assert report_id == f"{NFC}.txt"
    assert {first, other} == {f"{NFC}.txt", f"{NFD}.txt"}
    assert "rename one of the files" in reason
    assert "differ only in how their accents are encoded" in reason


@pytest.mark.parametrize(
    "name",
    [
        *("~$memo.docx", "~$mo.pdf", ".~lock.memo.odt#", ".DS_Store", "._memo.pdf", "Thumbs.db"),
        *("thumbs.DB", "ehthumbs.db", "Desktop.ini", "~WRL0001.tmp", "Icon\r", "__MACOSX/._a.pdf"),
        *("$RECYCLE.BIN/a.txt", "System Volume Information/a.txt", "sub/~$memo.docx"),
    ],
)
def test_what_programs_leave_in_a_folder_is_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, "memo.txt", name)
    assert found(tmp_path) == {"memo": "memo.txt"}
    assert reasons(tmp_path) == {}


def test_names_that_only_look_like_them_are_read(tmp_path: Path) -> None:
    write(tmp_path, "~memo.txt", "$5.txt", "thumbs.txt", "lock.txt")
    assert sorted(found(tmp_path)) == ["$5", "lock", "thumbs", "~memo"]


def test_a_link_out_of_the_corpus_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt") / "secret.txt"
    corpus = write(tmp_path / "corpus", "a.txt")
    (corpus / "link.txt").symlink_to(secret)
    assert list(found(corpus)) == ["a"]
    assert "points outside" in reasons(corpus)["link.txt"]


def test_what_is_no_ordinary_file_or_folder_is_named(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", "a.txt", "b/c.txt")
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "linked").symlink_to(corpus / "b")
    Path(os.fsdecode(bytes(corpus) + b"/bad\xff.txt")).write_text("A sentence.")
    assert list(found(corpus)) == ["a", "b/c"]
    assert set(reasons(corpus)) == {"pipe.txt", "linked", "bad\\udcff.txt"}


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="create it"):
        find_files(tmp_path / "none")


@pytest.mark.parametrize(
    ("catalog", "message"),
    [
        ("[[report]]\ntitle = 'x'", "file is missing; add it"),
        ("[[report]]\nfile = 'a.txt'\ntitel = 'x'", "unknown key 'titel'"),
        ("[[report]]\nfile = 'a.txt'\ndate = '9 Feb'", "a year, a month or a day"),
        ("[[report]]\nfile = 'a.txt'\nurl = 'javascript:alert(1)'", "must start with https"),
        ("[[report]]\nfile = 'a.txt'\ndate = '2024-W01-1'", "a year, a month or a day"),
        ("[[report]]\nfile = 'a.txt'\ndate = '2024-13'", "a year, a month or a day"),
        ("[[report]]\nfile = 'a.txt'\ndate = true", "a year, a month or a day"),
        ("[[report]]\nfile = 'a.txt'\nauthors = 'Ann Lee'", "authors must be a list of names"),
        ("[[report]]\nfile = 'a.txt'\nauthors = ['Ann Lee', ' ']", "authors must be a list"),
        ("[[report]]\nfile = 'a.txt'\nsupersedes = 7", "supersedes must be the id or the number"),
        ("[[report]]\nfile = 'a.txt'\nsupersedes = []", "supersedes must be the id or the number"),
        ("[[report]]\nfile = 'a.txt'\nsupersedes = ['b', '']", "or a list of them, as in"),
        ("[[report]]\nfile = 'a.txt'\nid = '/x//y'", "id must not contain"),
        ("[[report]]\nfile = 'a.txt'\nid = '../x'", "id must not contain"),
        ("[[report]]\nfile = 'a.txt'\ntitle = 7", "must be a non-empty string"),
        ("[[report]]\nfile = 'a.txt'\n[[report]]\nfile = 'a.txt'", "has two tables"),
        ("[[report]\n", "not valid TOML"),
        ("title = 'x'", "tables only"),
    ],
)
def test_a_wrong_catalog_is_refused_with_the_fix(
    tmp_path: Path, catalog: str, message: str
) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "catalog.toml").write_text(catalog)
    with pytest.raises(CorpusError, match=message):
        find_files(tmp_path)


def test_a_catalog_entry_without_its_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "catalog.toml").write_text("[[report]]\nfile = 'gone.txt'\nid = 'x'")
    assert list(found(tmp_path)) == ["a"]
    assert "does not exist" in reasons(tmp_path)["gone.txt"]


def test_a_catalog_that_cannot_be_read_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "catalog.toml").write_text("")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(CorpusError, match=r"catalog.toml cannot be read: .*make it readable"):
        find_files(tmp_path)
