"""Reports that are brought over HTTP: read, searched without a restart, taken away again."""

import json
import os
import re
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from index.build.build import build_index
from index.store import open_store
from service.builds import runner
from service.builds.runner import Builder
from tests import twins
from tests.corpus.scans import LEASE, NOTHING, scanned, stand_in, with_text_layer
from tests.fakes import BagOfWords
from tests.service.builds.conftest import HTML, PATIENCE, TRAM, Desk, Opened, packed, pdf, word

pytestmark = pytest.mark.slow


def states(build: dict[str, Any]) -> dict[str, str]:
    return {file["path"]: file["state"] for file in build["files"]}


def until(desk: Desk, number: int, step: str) -> dict[str, Any]:
    """Return a build when it has come to a step."""
    deadline = time.monotonic() + PATIENCE
    while True:
        build: dict[str, Any] = json.loads(desk.client.get(f"/builds/{number}").text)
        if build["step"].startswith(step):
            return build
        assert time.monotonic() < deadline, build
        time.sleep(0.01)


def test_an_empty_service_answers_from_reports_that_were_brought(desk: Desk) -> None:
    assert desk.client.get("/ask?q=tram").status_code == 503
    page = desk.client.get("/reports", headers=HTML)
    assert page.status_code == 200
    assert "No report is searched yet" in page.text
    assert 'action="/reports"' in page.text
    response = desk.send(
        {"tram.txt": TRAM, "tides.pdf": pdf(), "crane.docx": word(), "broken.pdf": b"%PDF-1.4 no"}
    )
    assert response.status_code == 202
    assert response.headers["Location"] == "/builds/1"
    received = json.loads(response.text)["received"]
    assert {one["path"]: one["outcome"] for one in received} == dict.fromkeys(
        ("tram.txt", "tides.pdf", "crane.docx", "broken.pdf"), "added"
    )
    build = desk.ended(1)
    assert (build["state"], build["cause"], build["failure"]) == ("done", "upload", "")
    assert states(build) == {
        "tram.txt": "ready", "tides.pdf": "ready", "crane.docx": "ready", "broken.pdf": "refused",
    }  # fmt: skip
    by_path = {file["path"]: file for file in build["files"]}
    assert by_path["tram.txt"]["sentences"] == 2
    assert "the file is damaged" in by_path["broken.pdf"]["reason"]
    assert desk.quotes("When does the tram leave?")[0] == "The tram to Gull Point leaves at ten."
    assert "gauge number 2" in desk.quotes("tide gauge number 2")[0]
    assert desk.client.get("/readyz").json["generation"] == build["generation"]  # type: ignore[index]


def test_further_reports_are_searched_and_the_old_ones_are_kept(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM})
    build = desk.added({"crane.docx": word()})
    assert [(file["path"], file["unchanged"]) for file in build["files"]] == [
        ("crane.docx", False), ("tram.txt", True),
    ]  # fmt: skip
    assert desk.quotes("How many tons does the crane lift?")[0].startswith("The crane lifts nine")
    assert desk.quotes("tram")


def test_questions_are_answered_while_a_build_runs(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM})
    desk.hold.touch()
    number = json.loads(desk.send({"crane.docx": word()}).text)["number"]
    build = until(desk, number, "Embedding 0 of")
    assert states(build) == {"tram.txt": "read", "crane.docx": "read"}
    assert desk.quotes("tram")[0].startswith("The tram")
    page = desk.client.get("/reports", headers=HTML).text
    assert f'href="/builds/{number}"' in page
    desk.hold.unlink()
    assert desk.ended(number)["state"] == "done"
    assert desk.quotes("crane")[0].startswith("The crane")


def test_reports_that_come_while_a_build_runs_have_a_build_of_their_own(desk: Desk) -> None:
    desk.hold.touch()
    first = json.loads(desk.send({"tram.txt": TRAM}).text)["number"]
    until(desk, first, "Embedding 0 of")
    second = json.loads(desk.send({"crane.docx": word()}).text)
    third = json.loads(desk.send({"tides.pdf": pdf()}).text)
    assert (first, second["number"], second["state"], third["number"]) == (1, 2, "waiting", 2)
    assert [one["path"] for one in third["received"]] == ["crane.docx", "tides.pdf"]
    desk.hold.unlink()
    assert states(desk.ended(1)) == {"tram.txt": "ready"}
    assert states(desk.ended(2)) == {
        "crane.docx": "ready", "tides.pdf": "ready", "tram.txt": "ready",
    }  # fmt: skip


def test_a_build_that_fails_changes_nothing(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM})
    before = desk.engine.opened.generation.manifest.generation
    (desk.corpus / "catalog.toml").write_text("[[report]\n")
    build = desk.added({"crane.docx": word()})
    assert build["state"] == "failed"
    assert "catalog.toml" in build["failure"]
    assert desk.engine.opened.generation.manifest.generation == before
    assert desk.quotes("tram")
    page = desk.client.get("/reports", headers=HTML).text
    assert "still searched" in page
    (desk.corpus / "catalog.toml").unlink()
    response = desk.client.post("/builds")
    assert (response.status_code, response.headers["Location"]) == (202, "/builds/3")
    assert desk.ended(3)["state"] == "done"
    assert desk.quotes("crane")


def test_services_of_two_indexes_with_one_job_folder_show_their_own_builds(
    open_desk: Opened, tmp_path: Path
) -> None:
    assert open_desk().added({"tram.txt": TRAM})["number"] == 1
    other = open_desk(corpus=tmp_path / "theirs", index=tmp_path / "their-index")
    assert other.builder.latest is None
    assert other.client.get("/builds/1").status_code == 404
    build = other.added({"crane.docx": word()})
    assert (build["number"], states(build)) == (1, {"crane.docx": "ready"})
    assert open_desk().builder.get(1).files[0].path == "tram.txt"


def test_reports_that_none_can_read_leave_the_service_empty_with_the_reasons(desk: Desk) -> None:
    build = desk.added({"broken.pdf": b"%PDF-1.4 no"})
    assert build["state"] == "failed"
    assert "there is no readable report" in build["failure"]
    assert states(build) == {"broken.pdf": "refused"}
    page = desk.client.get("/reports", headers=HTML)
    assert "the file is damaged" in page.text.lower()
    assert "still searched" not in page.text
    assert desk.added({"tram.txt": TRAM})["state"] == "done"


def test_a_report_is_removed_and_can_be_put_back(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM, "notes/crane.docx": word()})
    response = desk.client.delete("/reports/notes/crane")
    assert response.status_code == 202
    build = desk.ended(json.loads(response.text)["number"])
    assert (build["state"], build["cause"]) == ("done", "removal")
    assert list(desk.files()) == ["tram.txt"]
    assert not (desk.corpus / "notes").exists()
    assert not any("crane" in quote for quote in desk.quotes("crane"))
    (kept,) = build["removed"]
    assert (desk.corpus / kept).read_bytes().startswith(b"PK")
    (desk.corpus / kept).rename(desk.corpus / "crane.docx")
    desk.ended(json.loads(desk.client.post("/builds").text)["number"])
    assert desk.quotes("crane")[0].startswith("The crane")


def test_the_page_asks_before_it_removes(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM, "crane.docx": word()})
    assert 'href="/remove?report=crane"' in desk.client.get("/reports", headers=HTML).text
    asked = desk.client.get("/remove?report=crane", headers=HTML)
    assert "crane.docx" in asked.text
    assert "crane.docx" in desk.files()
    response = desk.client.post("/remove", data={"report": "crane"}, headers=HTML)
    assert response.status_code == 303
    desk.ended(int(response.headers["Location"].rsplit("/", 1)[1]))
    assert list(desk.files()) == ["tram.txt"]


def test_the_page_names_the_other_files_of_a_work_which_stay(desk: Desk) -> None:
    desk.added({"bay.pdf": twins.pdf(), "bay.md": twins.markdown().encode()})
    asked = desk.client.get("/remove?report=bay.pdf", headers=HTML).text
    assert "still searched in <code>bay.md</code>" in asked
    desk.added({"tram.txt": TRAM})
    assert "still searched" not in desk.client.get("/remove?report=tram", headers=HTML).text


def test_a_file_that_cannot_be_read_is_removed_by_its_path(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM, "broken.pdf": b"%PDF-1.4 no"})
    (desk.corpus / "catalog.toml").write_text('[[report]]\nfile = "gone.pdf"\n')
    desk.ended(json.loads(desk.client.post("/builds").text)["number"])
    page = desk.client.get("/reports", headers=HTML).text
    assert "a file that does not exist" in page
    # A link for the file, and none for the entry of the catalog.
    assert re.findall(r"/remove\?report=(broken|gone).pdf", page) == ["broken"]
    (desk.corpus / "catalog.toml").unlink()
    response = desk.client.delete("/reports/broken.pdf")
    assert states(desk.ended(json.loads(response.text)["number"])) == {"tram.txt": "ready"}


def test_the_only_report_and_an_unknown_one_are_not_removed(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM})
    response = desk.client.delete("/reports/tram")
    assert (response.status_code, response.mimetype) == (409, "application/problem+json")
    assert "add another one" in response.text
    assert desk.client.delete("/reports/nothing").status_code == 404
    assert desk.client.get("/builds/99").status_code == 404
    assert list(desk.files()) == ["tram.txt"]


def test_a_report_that_was_deleted_by_hand_is_removed_by_a_build(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM, "crane.docx": word()})
    (desk.corpus / "crane.docx").unlink()
    build = desk.ended(json.loads(desk.client.delete("/reports/crane").text)["number"])
    assert (build["state"], build["removed"]) == ("done", [])
    assert not any("crane" in quote for quote in desk.quotes("crane"))


def test_a_build_in_the_shell_is_waited_for(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM})
    with open_store(desk.settings).build_lock():
        number = json.loads(desk.client.post("/builds").text)["number"]
        until(desk, number, "Another build holds the index")
    assert desk.ended(number)["state"] == "done"


def test_a_service_that_stops_ends_its_build_and_leaves_the_index(open_desk: Opened) -> None:
    desk = open_desk()
    before = desk.added({"tram.txt": TRAM})["generation"]
    desk.hold.touch()
    number = json.loads(desk.send({"crane.docx": word()}).text)["number"]
    until(desk, number, "Embedding 0 of")
    (process,) = (
        child for child in psutil.Process().children() if "small_child" in " ".join(child.cmdline())
    )
    children = [process, *process.children(recursive=True)]
    desk.engine.serving.stop()
    desk.engine.serving.finish()
    assert not psutil.wait_procs(children, timeout=30)[1]
    desk.hold.unlink()
    again = open_desk()
    assert again.builder.get(number).state == "stopped"
    assert "build again" in again.builder.get(number).failure
    again.engine.serving.open()
    assert again.engine.opened.generation.manifest.generation == before
    build = again.ended(json.loads(again.client.post("/builds").text)["number"])
    assert build["number"] == number + 1
    assert states(build) == {"crane.docx": "ready", "tram.txt": "ready"}


def test_a_build_whose_process_is_killed_fails_and_leaves_the_index(desk: Desk) -> None:
    before = desk.added({"tram.txt": TRAM})["generation"]
    desk.hold.touch()
    number = json.loads(desk.send({"crane.docx": word()}).text)["number"]
    until(desk, number, "Embedding 0 of")
    for child in psutil.Process().children():
        if "small_child" in " ".join(child.cmdline()):
            child.kill()
    build = desk.ended(number)
    assert build["state"] == "failed"
    assert "ended early" in build["failure"]
    assert desk.engine.opened.generation.manifest.generation == before


def test_the_process_of_a_build_ends_with_its_parent(desk: Desk) -> None:
    desk.hold.touch()
    number = json.loads(desk.send({"tram.txt": TRAM}).text)["number"]
    until(desk, number, "Embedding 0 of")
    (child,) = (
        one for one in psutil.Process().children() if "small_child" in " ".join(one.cmdline())
    )
    process = desk.builder._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # as the kernel does when the service is killed
    assert not psutil.wait_procs([child], timeout=30)[1]


def test_a_damaged_generation_is_repaired_by_the_next_build(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.added({"tram.txt": TRAM})

    def refuse(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("service.answers.serving.open_all", refuse)
        build = desk.added({"crane.docx": word()})
    assert build["state"] == "failed"
    assert "cannot be opened (MemoryError)" in build["failure"]
    assert desk.quotes("tram")
    assert desk.added({"tides.pdf": pdf()})["state"] == "done"
    assert desk.quotes("tide gauge")[0].startswith("The tide")


def test_an_error_of_a_build_does_not_stop_the_next_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(runner, "from_json", lambda content: content["nothing"])
        build = desk.added({"tram.txt": TRAM})
    assert build["state"] == "failed"
    assert "see the log" in build["failure"]
    assert desk.added({"crane.docx": word()})["state"] == "done"


def test_a_damaged_record_of_the_folder_is_named_and_a_later_build_runs(open_desk: Opened) -> None:
    desk = open_desk()
    desk.added({"tram.txt": TRAM, "tides.pdf": pdf()})
    record = desk.settings.index / "corpus.json"
    whole = record.read_text()
    # A service that is not told the folder reads it in the index.
    plain = open_desk(corpus=Path("corpus/reports"), given=frozenset())
    plain.engine.serving.open()
    record.write_text("damaged")
    for page in ("/reports", "/remove?report=tram"):
        shown = plain.client.get(page, headers=HTML)
        assert "corpus.json, which states the corpus of the index, cannot be read" in shown.text
    assert plain.send({"crane.docx": word()}).status_code == 409
    failed = plain.ended(json.loads(plain.client.post("/builds").text)["number"])
    assert failed["state"] == "failed"
    assert "corpus.json" in failed["failure"]
    record.write_text(whole)
    assert plain.added({"crane.docx": word()})["state"] == "done"


def test_a_folder_that_has_vanished_is_not_made_anew(desk: Desk) -> None:
    desk.added({"tram.txt": TRAM, "crane.docx": word()})
    desk.corpus.rename(desk.corpus.with_name("away"))  # such as a disk that is not mounted
    response = desk.send({"tides.pdf": pdf()})
    assert response.status_code == 409
    assert f"the corpus folder {desk.corpus} does not exist any more" in response.text
    assert not desk.corpus.exists()
    build = desk.ended(json.loads(desk.client.post("/builds").text)["number"])
    assert build["state"] == "failed"
    assert desk.quotes("crane")[0].startswith("The crane")


def test_a_report_of_an_index_from_elsewhere_leads_to_no_file_outside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.added({"tram.txt": TRAM, "crane.docx": word()})
    outside = desk.corpus.parent / "private.txt"
    outside.write_bytes(TRAM)
    reports = dict(desk.engine.opened.generation.reports)
    reports["tram"] = replace(reports["tram"], path="../private.txt")
    monkeypatch.setattr(desk.engine.opened.generation, "reports", reports)
    assert desk.client.delete("/reports/tram").status_code == 404
    assert outside.exists()


def test_pages_and_json_name_the_same_build(desk: Desk) -> None:
    response = desk.send({"tram.txt": TRAM}, headers=HTML)
    assert (response.status_code, response.headers["Location"]) == (303, "/builds/1")
    desk.ended(1)
    page = desk.client.get("/builds/1", headers=HTML).text
    assert "Ready, 2 sentences" in page
    assert "tram.txt" in page
    assert desk.client.get("/builds/1?format=json", headers=HTML).mimetype == "application/json"


def test_many_who_bring_reports_at_once_lose_none(desk: Desk) -> None:
    numbers: list[int] = []

    def bring(at: int) -> None:
        client = desk.client.application.test_client()
        found = Desk(desk.settings, desk.engine, desk.builder, client, desk.hold).send(
            {f"r{at}.txt": TRAM.replace(b"ten", str(at).encode())}
        )
        numbers.append(json.loads(found.text)["number"])

    threads = [threading.Thread(target=bring, args=[at]) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = desk.ended(max(numbers))
    assert states(last) == {f"r{at}.txt": "ready" for at in range(8)}


def test_the_index_is_what_a_build_in_the_shell_makes(desk: Desk, tmp_path: Path) -> None:
    desk.added(
        {"tram.txt": TRAM, "in.zip": packed({"a/tides.pdf": pdf(), "b.md": b"# A\n\nText.\n"})}
    )
    found = desk.engine.opened.generation.manifest.fingerprint
    summary = build_index(desk.settings, BagOfWords())
    assert summary.up_to_date
    assert summary.fingerprint == found


def test_records_outlive_the_service(open_desk: Opened) -> None:
    build = open_desk().added({"tram.txt": TRAM})
    assert json.loads(open_desk().client.get("/builds/1").text) == build
    assert isinstance(open_desk().builder, Builder)


def test_a_scan_that_is_brought_is_read_by_ocr_where_the_setting_says_so(
    open_desk: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}")
    stand_in(tmp_path / "programs", with_text_layer(LEASE))
    desk = open_desk(ocr=True, cache=tmp_path / "cache")
    content = scanned(NOTHING)
    build = desk.added({"lease.pdf": content, "tram.txt": TRAM})
    files = {file["path"]: file for file in build["files"]}
    assert (files["lease.pdf"]["state"], files["lease.pdf"]["ocr_pages"]) == ("ready", [1])
    assert (files["tram.txt"]["omissions"], files["tram.txt"]["ocr_pages"]) == ([], [])
    assert desk.quotes("When does the lease of the north pier end?")[0] == LEASE
    assert desk.files()["lease.pdf"] == content
    page = desk.client.get(f"/builds/{build['number']}", headers=HTML).text
    assert "Page 1 was read by OCR." in page
    assert json.loads((desk.settings.index / "corpus.json").read_text())["options"] == {"ocr": True}
    stand_in(tmp_path / "programs", b"", "exit 4")
    again = desk.added({"other.pdf": scanned(NOTHING, number=2)})
    files = {file["path"]: file for file in again["files"]}
    assert "OCR failed: ocrmypdf ended with exit code 4" in files["other.pdf"]["reason"]
    assert files["lease.pdf"]["ocr_pages"] == [1]
