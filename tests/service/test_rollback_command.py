"""pincite rollback: processes over an index of small reports, and a service that follows."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from corpus.settings import Settings
from index.build.build import build_index
from index.store import open_index
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.service.http.served import Served, served
from tests.service.until import until

pytestmark = pytest.mark.slow
Run = Callable[..., subprocess.CompletedProcess[str]]
LATER = FERRY.replace("leaves at nine", "sails at ten").replace("forty", "fifty")
COMMAND = [sys.executable, "-m", "tests.service.small_command"]


@pytest.fixture
def run(settings: Settings) -> Run:
    def run(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments, "--index", str(settings.index)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PINCITE_RERANKER": "none", **environ},
        )

    return run


@pytest.fixture
def twice(settings: Settings) -> list[str]:
    """Build twice, and return the names of both generations; the ferry's report changes between."""
    names = []
    for text in (FERRY, LATER):
        (settings.corpus / "ferry.txt").write_text(text)
        names.append(build_index(settings, BagOfWords()).generation)
    return names


def listed(run: Run) -> list[dict[str, Any]]:
    done = run("rollback", "--list", "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)["generations"]
    return rows


def ferry_of(index: Path) -> str:
    view = open_index(index)
    try:
        return view.text("ferry")
    finally:
        view.close()


def everything(index: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in index.rglob("*") if path.is_file()}


def test_the_one_before_serves_again_and_the_output_says_what_follows(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    first, second = twice
    done = run("rollback")
    assert (done.returncode, done.stderr) == (0, "")
    now = f"000003-{first.partition('-')[2]}"
    lines = done.stdout.splitlines()
    assert re.fullmatch(
        rf"Generation {now} serves now\. It holds what {first} held: 2 reports, 6 passages, "
        r"built \d{4}-\d\d-\d\d \d\d:\d\d UTC\.",
        lines[0],
    )
    assert lines[1].startswith("6 of 6 stored sentences were found again; the search compares all")
    assert lines[2] == "Running services switch to it within seconds."
    assert lines[3] == f"Generation {second} is kept: rollback without a name returns to it."
    assert lines[4].startswith(f"1 file changed since this index was built, in {settings.corpus}.")
    assert "The next build reads that folder again, and brings back what you left" in lines[4]
    assert "A service with --watch builds when it starts" in lines[4]
    assert len(lines) == 5
    assert "leaves at nine" in ferry_of(settings.index)
    assert "is intact" in run("check").stdout
    status = run("status")
    assert status.returncode == 1
    assert status.stdout.endswith("  changed: ferry.txt\n")

    again = run("rollback", "--json")
    assert again.returncode == 0, again.stderr
    content = json.loads(again.stdout)
    assert (content["former"], content["replaced"]) == (second, now)
    assert content["generation"] == f"000004-{second.partition('-')[2]}"
    assert (content["reports"], content["passages"], content["recall"]) == (2, 6, None)
    assert content["changes"]["summary"] is None
    assert "sails at ten" in ferry_of(settings.index)
    assert run("status").returncode == 0


def test_the_list_names_what_is_kept_and_what_serves(run: Run, twice: list[str]) -> None:
    first, second = twice
    rows = listed(run)
    assert [(row["generation"], row["serves"]) for row in rows] == [(second, True), (first, False)]
    for row in rows:
        assert (row["reports"], row["passages"], row["problem"]) == (2, 6, None)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["built"])
    lines = run("rollback", "--list").stdout.splitlines()
    built = r"built \d{4}-\d\d-\d\d \d\d:\d\d UTC, 2 reports, 6 passages"
    assert re.fullmatch(f"{second}: {built}, serves", lines[0])
    assert re.fullmatch(f"{first}: {built}", lines[1])


def test_any_kept_generation_is_named_by_its_beginning(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    (settings.corpus / "tram.txt").write_text("The tram stops at noon.\n")
    build_index(replace(settings, keep_generations=3), BagOfWords())
    done = run("rollback", "000001", "--json", PINCITE_KEEP_GENERATIONS="3")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["former"] == twice[0]
    assert [row["generation"][:6] for row in listed(run)] == ["000004", "000003", "000002"]
    refused = run("rollback", "0000", PINCITE_KEEP_GENERATIONS="3")
    assert refused.returncode == 1
    assert "3 generations have names that begin with '0000': see those" in refused.stderr


def test_what_is_not_kept_is_refused_with_the_remedy(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    for name, said in (
        ("000009", "no generation '000009' is kept: see those that are kept with --list"),
        (twice[1], f"generation {twice[1]} serves already: see those that are kept with --list"),
    ):
        done = run("rollback", name)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith(f": {said}\n")
    (settings.corpus / "ferry.txt").write_text(FERRY)
    build_index(replace(settings, keep_generations=1), BagOfWords())
    before = everything(settings.index)
    done = run("rollback")
    assert done.returncode == 1
    assert "no former generation of the index is kept: set PINCITE_KEEP_GENERATIONS" in done.stderr
    assert everything(settings.index) == before
    shutil.rmtree(settings.index)
    for options in ((), ("--list",)):
        done = run("rollback", *options)
        assert done.returncode == 1
        assert "there is no index in" in done.stderr
    assert run("rollback", "--list", "000001").returncode == 2


@pytest.mark.parametrize("damage", ["vectors", "format", "gone"])
def test_a_generation_that_cannot_serve_is_refused_and_nothing_changes(
    run: Run, settings: Settings, twice: list[str], damage: str
) -> None:
    folder = settings.index / twice[0]
    manifest = folder / "manifest.json"
    if damage == "vectors":
        content = bytearray((folder / "vectors.faiss").read_bytes())
        content[-5] ^= 1
        (folder / "vectors.faiss").write_bytes(content)
        said = f"generation {twice[0]} cannot serve: {folder}/vectors.faiss is damaged"
    elif damage == "format":
        manifest.write_text(manifest.read_text().replace('"format": 8', '"format": 99'))
        said = f"{manifest} has format 99, and this version of Pincite reads 4 to 8"
    else:
        manifest.unlink()
        said = f"there is no generation '{twice[0]}'"
    before = everything(settings.index)
    done = run("rollback")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "name another one of --list, or put the former files into the corpus" in done.stderr
    assert everything(settings.index) == before
    (row,) = [row for row in listed(run) if row["generation"] == twice[0]]
    assert (row["problem"] is None) == (damage == "vectors")


def test_a_damaged_generation_that_serves_is_left_for_the_one_before(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    (settings.index / twice[1] / "vectors.faiss").write_bytes(b"")
    assert run("check").returncode == 1
    assert run("rollback").returncode == 0
    assert run("check").returncode == 0
    assert "leaves at nine" in ferry_of(settings.index)


def test_while_a_build_holds_the_index_nothing_changes(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    with FileLock(settings.index / ".lock"):
        before = everything(settings.index)
        done = run("rollback")
        assert (done.returncode, done.stdout) == (1, "")
        assert f"a build is writing to the index in {settings.index}: wait for it" in done.stderr
        assert everything(settings.index) == before
        assert len(listed(run)) == 2


def generation_of(site: Served) -> str:
    return str(body_of(site, "/ask?q=When+does+the+ferry+leave%3F")["index"]["generation"])


def body_of(site: Served, path: str) -> Any:
    _, response = site.get(path)
    return json.loads(response.partition(b"\r\n\r\n")[2])


def test_a_running_service_answers_from_the_former_text_and_knows_the_newer_one(
    run: Run, settings: Settings, twice: list[str]
) -> None:
    asked = "/ask?q=When+does+the+ferry+to+Kestrel+Bay+sail%3F&k=1"
    with served(settings.index, corpus=settings.corpus) as site:
        (newer,) = body_of(site, asked)["passages"]
        assert newer["quote"].endswith("sails at ten.")
        assert generation_of(site) == twice[1]
        done = run("rollback", "--json")
        assert done.returncode == 0, done.stderr
        now = json.loads(done.stdout)["generation"]
        until(lambda: generation_of(site) == now)
        (former,) = body_of(site, asked)["passages"]
        assert former["quote"].endswith("leaves at nine.")
        link = newer["citation"]["url"].rpartition("#")[2]
        found = body_of(site, f"/reports/ferry?link={link}&format=json")
        assert found["status"] == "reworded"
        assert found["former_quote"] == newer["quote"]
        assert found["quote"] == former["quote"]
        text = newer["citation"]["text_sha256"]
        shown = body_of(site, f"/reports/ferry/changes?from={text}&format=json")
        assert shown["editions"][0]["counts"]["reworded"] == 2


def test_a_build_a_check_and_a_rollback_say_how_well_the_search_finds(
    run: Run, settings: Settings
) -> None:
    said = ("harbor", "ferry", "bridge", "captain", "gulls", "winter", "lantern", "compass")
    lines = [f"The {said[at % 8]} {said[at // 8 % 8]} no{at} leaves." for at in range(400)]
    (settings.corpus / "log.txt").write_text("\n\n".join(lines))
    approximate = {"PINCITE_EXACT_UP_TO": "100"}
    built = run("build", "--corpus", settings.corpus, "--json", **approximate)
    content = json.loads(built.stdout)
    recall = content["recall"]
    assert recall["questions"] == 64
    assert 0.98 <= recall["at_10"] <= 1
    sentence = (
        f"50 of 50 stored sentences were found again; {10 * recall['at_10']:.2f} of 10 nearest "
        f"sentences and {100 * recall['at_100']:.1f} of 100 agree with an exact search (64 "
        "searches compared)."
    )
    assert content["search_check"] == sentence
    assert sentence in run("check").stdout.splitlines()
    assert json.loads(run("status", "--json").stdout)["index"]["recall"] == recall
    same = json.loads(run("build", "--json").stdout)
    assert (same["up_to_date"], same["recall"], same["search_check"]) == (True, recall, None)
    (settings.corpus / "log.txt").write_text("\n\n".join(lines[1:]))
    printed = run("build").stdout
    assert "50 of 50 stored sentences were found again; " in printed
    assert sentence in run("rollback").stdout.splitlines()
