"""What may come into the corpus folder, and how: names, archives, collisions, full disks."""

import errno
import io
import json
import os
import stat
import struct
import threading
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.builds import shelf
from service.builds.names import FileIgnored, FileRefused, checked_path
from service.builds.shelf import Shelf
from tests.service.batch.test_job_faults import files_up_to
from tests.service.builds.conftest import HTML, TRAM, Desk, Opened, packed, pdf

KEY = "correct-horse-battery"


@pytest.fixture
def desk(open_desk: Opened, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose builds do not run."""
    made = open_desk()
    monkeypatch.setattr(made.builder, "_thread", threading.Thread())
    made.engine.serving.workers.clear()
    return made


def became(desk: Desk, files: dict[str, bytes], **more: Any) -> dict[str, tuple[str, str]]:
    """Send files, and return what became of each."""
    response = desk.send(files, **more)
    assert response.status_code == 202, response.text
    received = json.loads(response.text)["received"]
    return {one["path"]: (one["outcome"], one["reason"]) for one in received}


def refused(desk: Desk, files: dict[str, bytes], status: int = 422, **more: Any) -> str:
    response = desk.send(files, **more)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    detail: str = json.loads(response.text)["detail"]
    return detail


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.pdf", "a.pdf"),
        ("A b (1), final – Ü.PDF", "A b (1), final – Ü.PDF"),
        ("U\u0308.pdf", "Ü.pdf"),
        ("folder/inner/a.txt", "folder/inner/a.txt"),
        ("folder\\a.txt", "folder/a.txt"),
        ("console.txt", "console.txt"),
        ("x" * 236 + ".txt", "x" * 236 + ".txt"),
    ],
)
def test_a_name_is_kept(name: str, path: str) -> None:
    assert str(checked_path(name)) == path


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../a.txt",
            "a/../../b.txt",
            "..\\a.txt",
            "/etc/a.txt",
            "C:/a.txt",
            "C:\\a.txt",
            "a//b.txt",
        ),
        *(
            "./a.txt",
            "a/",
            "",
            "\\\\server\\a.txt",
            "..",
            "a/..",
            "a\0.txt",
            "a\n.txt",
            "a\u202eb.txt",
        ),
        *("con.txt", "NUL", "aux.pdf", "com1.txt", "LPT9.md", "a/prn/b.txt", "a.", "a ", " a.txt"),
        *("a?.txt", "a:b.txt", 'a".txt', "a|b.txt", "<a>.txt", "a*.txt"),
        *("x" * 241, "é" * 121, "/".join(["f"] * 21), "/".join(["x" * 200] * 6)),
    ],
)
def test_a_name_that_some_system_could_not_hold_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        checked_path(name)


@pytest.mark.parametrize(
    "name", [".hidden.txt", "a/.git/config.txt", "__MACOSX/a.txt", ".DS_Store", "a/Thumbs.db"]
)
def test_hidden_files_are_left_out(name: str) -> None:
    with pytest.raises(FileIgnored):
        checked_path(name)


def test_no_name_leads_out_of_the_folder(desk: Desk, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if "mine" not in path.parts}
    sent = {"ok.txt": TRAM, "../up.txt": TRAM, "/abs.txt": TRAM, "a/../../b.txt": TRAM}
    found = became(
        desk, {**sent, "in.zip": packed({"../z.txt": TRAM, "/y.txt": TRAM, "w.txt": TRAM})}
    )
    assert {path for path, (outcome, _) in found.items() if outcome == "added"} == {
        "ok.txt",
        "w.txt",
    }
    assert set(desk.files()) == {"ok.txt", "w.txt"}
    outside = {path for path in tmp_path.rglob("*") if "mine" not in path.parts}
    assert {path for path in outside - before if "jobs" not in path.parts} == set()


def test_a_folder_keeps_its_structure_and_leaves_out_what_is_hidden(desk: Desk) -> None:
    found = became(desk, {"crs/2016/a.txt": TRAM, "crs/b.md": b"# B", "crs/.DS_Store": b"x"})
    assert {path: outcome for path, (outcome, _) in found.items()} == {
        "crs/2016/a.txt": "added", "crs/b.md": "added", "crs/.DS_Store": "ignored",
    }  # fmt: skip
    assert set(desk.files()) == {"crs/2016/a.txt", "crs/b.md"}


def test_a_format_that_cannot_be_read_is_refused_with_those_that_can(desk: Desk) -> None:
    detail = refused(desk, {"a.xlsx": b"x", "b": b"x"})
    assert "a.xlsx: the format .xlsx cannot be read: save the file as one of .txt, .pdf" in detail
    assert "b: a file without an extension cannot be read" in detail
    assert not desk.files()
    assert desk.builder.latest is None


def test_the_same_file_is_there_already_and_another_of_its_name_is_refused(desk: Desk) -> None:
    became(desk, {"tram.txt": TRAM})
    assert became(desk, {"tram.txt": TRAM})["tram.txt"] == ("present", "")
    assert "the folder has another file of this name: rename" in refused(desk, {"tram.txt": b"No."})
    assert desk.files() == {"tram.txt": TRAM}


def test_a_file_is_replaced_when_that_is_asked_and_the_old_one_is_kept(desk: Desk) -> None:
    became(desk, {"a/tram.txt": TRAM})
    found = became(desk, {"a/tram.txt": b"New."}, fields={"replace": "1"})
    assert found["a/tram.txt"] == ("replaced", "")
    assert desk.files() == {"a/tram.txt": b"New."}
    (kept,) = desk.corpus.glob(".removed/*/a/tram.txt")
    assert kept.read_bytes() == TRAM


def test_a_folder_in_the_way_and_a_link_are_refused(desk: Desk, tmp_path: Path) -> None:
    became(desk, {"a.txt/b.txt": TRAM})
    (desk.corpus / "link").symlink_to(tmp_path)
    assert "a folder has this name" in refused(desk, {"a.txt": TRAM})
    assert "is a file or a link" in refused(desk, {"a.txt/b.txt/c.txt": TRAM})
    assert "is a file or a link" in refused(desk, {"link/c.txt": TRAM})
    assert not (tmp_path / "c.txt").exists()


def test_a_file_system_without_links_holds_reports_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(self: Path, target: Path) -> None:
        if self.exists():
            raise FileExistsError(errno.EEXIST, "")
        if not Path(target).exists():
            raise FileNotFoundError(errno.ENOENT, "")
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", none)
    became(desk, {"tram.txt": TRAM})
    assert became(desk, {"tram.txt": TRAM})["tram.txt"][0] == "present"
    assert "another file" in refused(desk, {"tram.txt": b"No."})
    became(desk, {"tram.txt": b"New."}, fields={"replace": "1"})
    assert desk.files() == {"tram.txt": b"New."}
    assert shelf.Shelf(desk.corpus).remove("tram.txt")
    assert not desk.files()


def test_the_members_of_an_archive_are_reports(desk: Desk) -> None:
    inside = packed(
        {"crs/a.txt": TRAM, "crs/b.pdf": pdf(), "crs/.x": b"", "c.exe": b"", "d.zip": b""}
    )
    found = became(desk, {"set/in.zip": inside})
    assert {path: outcome for path, (outcome, _) in found.items()} == {
        "set/crs/a.txt": "added", "set/crs/b.pdf": "added", "set/crs/.x": "ignored",
        "set/c.exe": "refused", "set/d.zip": "refused",
    }  # fmt: skip
    assert set(desk.files()) == {"set/crs/a.txt", "set/crs/b.pdf"}


def test_names_of_an_archive_that_are_utf8_and_do_not_say_so_are_read(desk: Desk) -> None:
    content = packed({"UEbersicht.txt": TRAM}).replace(b"UEbersicht", "Übersicht".encode())
    assert list(became(desk, {"in.zip": content})) == ["Übersicht.txt"]


def test_an_archive_that_bursts_is_refused(desk: Desk) -> None:
    bomb = packed({"bomb.txt": b"a" * 50_000_000, "tram.txt": TRAM})
    assert len(bomb) < 60_000
    found = became(desk, {"in.zip": bomb})
    assert found["bomb.txt"][0] == "refused"
    assert "compressed more than 200 times" in found["bomb.txt"][1]
    assert set(desk.files()) == {"tram.txt"}


def test_an_archive_that_lies_about_its_sizes_is_refused(desk: Desk) -> None:
    content = packed({"a.txt": os.urandom(1000) * 3000})
    lying = content.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 1000))
    detail = refused(desk, {"in.zip": lying})
    assert "damaged" in detail
    assert not desk.files()


def linked() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        about = zipfile.ZipInfo("passwd.txt")
        about.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(about, "/etc/passwd")
    return content.getvalue()


def locked() -> bytes:
    content = bytearray(packed({"a.txt": TRAM}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def many(count: int, *, claimed: int | None = None) -> bytes:
    content = packed({f"{at}.txt": b"" for at in range(count)})
    if claimed is not None:
        at = content.rindex(b"PK\5\6")
        content = content[: at + 8] + struct.pack("<HH", claimed, claimed) + content[at + 12 :]
    return content


def large_directory() -> bytes:
    content = packed({"a.txt": TRAM})
    at = content.rindex(b"PK\5\6")
    return content[:at] + b"PK\6\7" + bytes(16) + content[at:]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (linked(), "this is a link"),
        (locked(), "the file has a password"),
        (b"not a zip", "not a .zip file"),
        (b"", "not a .zip file"),
        (packed({"a.txt": TRAM})[:-10], "not a .zip file"),
        (packed({"a.txt": TRAM * 100})[40:], "damaged"),
        (many(21), "more than 10 files"),
        (many(2, claimed=5000), "more than 10 files"),
        (large_directory(), "more than 10 files"),
        (packed({}), "the .zip file is empty"),
    ],
    ids=[
        "link",
        "password",
        "text",
        "nothing",
        "cut",
        "headless",
        "many",
        "claims",
        "large",
        "empty",
    ],
)
def test_an_archive_that_cannot_be_opened_is_refused(
    open_desk: Opened, content: bytes, reason: str
) -> None:
    desk = open_desk(max_report_upload_files=10)
    assert reason in refused(desk, {"in.zip": content})
    assert not desk.files()


def test_files_beyond_the_limits_are_refused_and_the_others_are_taken(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(max_report_upload_files=2, max_file_bytes=100)
    monkeypatch.setattr(desk.builder, "_thread", threading.Thread())
    desk.engine.serving.workers.clear()
    found = became(desk, {"large.txt": b"x" * 101, "a.txt": TRAM})
    assert found["large.txt"][1].startswith("the file is larger than 100 bytes: split")
    found = became(desk, {"in.zip": packed({f"{at}.txt": TRAM for at in range(3)})})
    assert [found[f"{at}.txt"][0] for at in range(3)] == ["added", "added", "refused"]
    assert "PINCITE_MAX_REPORT_UPLOAD_FILES" in found["2.txt"][1]


def test_an_archive_may_not_be_longer_than_an_upload_when_it_is_unpacked(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(max_report_upload_bytes=20_000)
    monkeypatch.setattr(desk.builder, "_thread", threading.Thread())
    desk.engine.serving.workers.clear()
    inside = packed({f"{at}.txt": b"word " * 3000 for at in range(3)})
    assert len(inside) < 2000
    found = became(desk, {"in.zip": inside})
    assert [outcome for outcome, _ in found.values()] == ["added", "refused", "refused"]
    assert "PINCITE_MAX_REPORT_UPLOAD_BYTES" in found["1.txt"][1]


@pytest.mark.parametrize("size", [65_000, 131_000, 320_623, 1_000_003])
def test_a_large_file_comes_as_it_was(desk: Desk, size: int) -> None:
    contents = {f"{at}.pdf": os.urandom(size + at) for at in range(3)}
    became(desk, contents)
    assert desk.files() == contents


def test_a_body_beyond_the_limit_is_a_413(open_desk: Opened) -> None:
    desk = open_desk(max_report_upload_bytes=3000)
    response = desk.send({"a.txt": b"x" * 3000})
    assert response.status_code == 413
    assert "PINCITE_MAX_REPORT_UPLOAD_BYTES" in response.text
    assert not desk.files()
    assert not any(desk.corpus.rglob("*.txt"))


@pytest.mark.parametrize(
    ("data", "detail"),
    [({}, "multipart/form-data"), ({"file": (io.BytesIO(b""), "")}, "no file chosen"),
     ({"other": "x"}, "multipart/form-data")],
)  # fmt: skip
def test_a_form_without_files_is_refused(desk: Desk, data: dict[str, Any], detail: str) -> None:
    response = desk.client.post("/reports", data=data)
    assert response.status_code == 422
    assert detail in response.text


def test_a_form_that_is_none_is_refused(desk: Desk) -> None:
    response = desk.client.post("/reports", data=b"x", content_type="multipart/form-data")
    assert response.status_code == 422
    assert "not valid multipart/form-data" in response.text


def test_a_refusal_is_a_page_with_the_form_for_a_browser(desk: Desk) -> None:
    response = desk.send({"a.xlsx": b"x"}, headers=HTML)
    assert response.status_code == 422
    assert (
        "The format .xlsx cannot be read" in response.text or "a.xlsx: the format" in response.text
    )
    assert 'action="/reports"' in response.text


@pytest.mark.parametrize("packing", [False, True])
def test_a_full_disk_is_a_507_and_leaves_nothing(desk: Desk, packing: bool) -> None:
    content = os.urandom(40_000).hex().encode()
    files = {"in.zip": packed({"a.txt": content})} if packing else {"a.txt": content}
    with files_up_to(50_000 if packing else 10_000):
        detail = refused(desk, files, 507)
    assert "the folder of the reports cannot be written to" in detail
    assert "free some space" in detail
    assert not [path for path in desk.corpus.rglob("*") if path.is_file()]
    assert became(desk, files)["a.txt"][0] == "added"


def test_a_disk_that_fills_up_keeps_what_was_taken(desk: Desk) -> None:
    large = os.urandom(40_000).hex().encode()
    content = packed({"small.txt": TRAM, "large.txt": large})
    with files_up_to(60_000):
        found = became(desk, {"in.zip": content})
    assert found["small.txt"] == ("added", "")
    assert found["in.zip"][0] == "refused"
    assert "cannot be written to" in found["in.zip"][1]
    assert desk.files() == {"small.txt": TRAM}


def test_what_a_killed_service_was_receiving_is_cleared_away(desk: Desk) -> None:
    left = desk.corpus / ".incoming" / "old"
    left.mkdir(parents=True)
    (left / "0").write_bytes(b"half")
    os.utime(left, (0, 0))
    became(desk, {"tram.txt": TRAM})
    assert not list((desk.corpus / ".incoming").iterdir())


@pytest.mark.parametrize("removal", [False, True], ids=["replacement", "removal"])
def test_a_file_that_comes_while_its_name_changes_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removal: bool
) -> None:
    corpus = tmp_path / "mine"
    corpus.mkdir()
    (corpus / "a.txt").write_bytes(b"first")
    for name in (b"second", b"third"):
        (tmp_path / name.decode()).write_bytes(name)
    shelf, keep, threads = Shelf(corpus), Shelf._keep, list[threading.Thread]()

    def place(name: str) -> None:
        shelf.place(tmp_path / name, PurePosixPath("a.txt"), replace=True)

    def and_another_comes(self: Shelf, path: PurePosixPath) -> str:
        kept = keep(self, path)
        if not threads:
            threads.append(threading.Thread(target=place, args=["third"]))
            threads[0].start()
            threads[0].join(0.3)
        return kept

    monkeypatch.setattr(Shelf, "_keep", and_another_comes)
    shelf.remove("a.txt") if removal else place("second")
    threads[0].join()
    found = {path.read_bytes() for path in corpus.rglob("*.txt")}
    assert found == {b"first", b"third"} | (set() if removal else {b"second"})
    assert (corpus / "a.txt").read_bytes() == b"third"


def test_a_name_with_marks_is_escaped_on_the_page(desk: Desk) -> None:
    response = desk.send({"&lt;b.exe": TRAM, "'onx='.exe": b""}, headers=HTML)
    assert response.status_code == 422
    assert "&amp;lt;b.exe" in response.text


# ---- Who may bring reports.


def brought(client: FlaskClient, **headers: str) -> int:
    data = {"file": (io.BytesIO(TRAM), "tram.txt")}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/reports", data=data, headers=sent).status_code


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.builds.runner.threading.Thread.start", lambda _: None)
    monkeypatch.setattr("service.builds.runner.threading.Thread.join", lambda *_: None)


@pytest.mark.usefixtures("idle")
def test_on_this_machine_everyone_may_bring_reports(open_desk: Opened) -> None:
    client = open_desk(allowed_hosts="reports.example").client
    assert brought(client) == 202
    assert brought(client, Host="127.0.0.1:8000", Origin="http://127.0.0.1:8000") == 202
    assert brought(client, Sec_Fetch_Site="same-origin") == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "reports.example"},
        {"X_Forwarded_For": "192.0.2.1"},
        {"Forwarded": "for=192.0.2.1"},
        {"X_Real_Ip": "192.0.2.1"},
        {"Via": "1.1 proxy"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://ally.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "null"},
    ],
)
def test_a_proxy_and_a_page_of_another_site_may_not(
    open_desk: Opened, headers: dict[str, str]
) -> None:
    desk = open_desk(allowed_hosts="reports.example", allowed_origins="https://ally.example")
    assert brought(desk.client, **headers) == 403
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    assert desk.client.post("/builds", headers=sent).status_code == 403
    assert desk.client.delete("/reports/x", headers=sent).status_code == 403
    assert desk.client.post("/remove", data={"report": "x"}, headers=sent).status_code == 403
    assert not desk.corpus.exists()


@pytest.mark.usefixtures("idle")
def test_with_a_public_address_the_key_is_needed_on_this_machine_too(open_desk: Opened) -> None:
    # Without settings of its own, nginx asks for 127.0.0.1 and adds no header.
    behind = open_desk(public_url="https://reports.example")
    assert brought(behind.client, Host="127.0.0.1:8000") == 403
    assert 'action="/reports"' not in behind.client.get("/reports", headers=HTML).text
    with_key = open_desk(public_url="https://reports.example", api_key=KEY, uploads=True)
    assert brought(with_key.client, Host="127.0.0.1:8000", X_API_Key=KEY) == 202


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize(
    ("chosen", "status"),
    [
        ({"open": True}, 403),
        ({"open": True, "uploads": True}, 403),
        ({"api_key": KEY}, 403),
        ({"api_key": KEY, "uploads": True}, 202),
    ],
    ids=["open", "open with uploads", "key", "key with uploads"],
)
def test_at_another_address_the_key_and_the_setting_are_needed(
    open_desk: Opened, chosen: dict[str, object], status: int
) -> None:
    client = open_desk(host="0.0.0.0", **chosen).client
    assert brought(client, X_API_Key=KEY) == status
    shown = client.get("/reports", headers={**HTML, "X-API-Key": KEY}).text
    assert ('action="/reports"' in shown) == (status == 202)
    if "api_key" in chosen:
        assert brought(client) == 401
